// audit-go follows the log of an Imaginons site with code that the site's authors did not write: the
// hashing, tile, note and proof code of golang.org/x/mod/sumdb, which checks Go's own module log.
// It checks the signature, that the log only grew, and that every entry is under the signed root.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight  = 8 // C2SP tlog-tiles
	bundleSize  = 1 << tileHeight
	answerBytes = 64 << 20
)

var client = &http.Client{
	Timeout: time.Minute,
	// A log that moves elsewhere is another log.
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func get(url string) ([]byte, error) {
	answer, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, answerBytes))
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", url, answer.Status)
	}
	return body, nil
}

// checkpoint is what a signed note says of a log (C2SP tlog-checkpoint).
type checkpoint struct {
	origin string
	tree   tlog.Tree
	bytes  []byte // of the whole note
}

// openCheckpoint reads the three lines by hand: sumdb's own parser expects another first line.
func openCheckpoint(bytes []byte, key note.Verifier) (checkpoint, error) {
	opened, err := note.Open(bytes, note.VerifierList(key))
	if err != nil {
		return checkpoint{}, fmt.Errorf("the checkpoint is not to be believed: %w", err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return checkpoint{}, errors.New("the checkpoint does not have three lines")
	}
	if lines[0] != key.Name() {
		return checkpoint{}, fmt.Errorf("the checkpoint is of the log %q, not of %q", lines[0], key.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return checkpoint{}, fmt.Errorf("the checkpoint's size is no number: %q", lines[1])
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return checkpoint{}, errors.New("the checkpoint's root is no hash")
	}
	read := checkpoint{origin: lines[0], tree: tlog.Tree{N: size}, bytes: bytes}
	copy(read.tree.Hash[:], root)
	return read, nil
}

// site reads the tiles under a URL. Those that sumdb has found to be under the signed root are kept.
type site struct {
	url  string
	kept map[string][]byte
}

// path is where tlog-tiles has a tile: sumdb writes the height first and calls entries "data".
func path(tile tlog.Tile) string {
	own := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
	return "/log/tile/" + strings.Replace(own, "data/", "entries/", 1)
}

func (s *site) Height() int { return tileHeight }

func (s *site) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		if known, ok := s.kept[path(tile)]; ok {
			data[i] = known
			continue
		}
		read, err := get(s.url + path(tile))
		if err != nil {
			return nil, err
		}
		if len(read) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("the tile %s has %d bytes, not %d", path(tile), len(read), tile.W*tlog.HashSize)
		}
		data[i] = read
	}
	return data, nil
}

func (s *site) SaveTiles(tiles []tlog.Tile, data [][]byte) {
	for i, tile := range tiles {
		s.kept[path(tile)] = data[i]
	}
}

// entries reads the bundle that begins at entry n*256 of a tree of that size.
func (s *site) entries(n, size int64) ([][]byte, error) {
	width := size - n*bundleSize
	if width > bundleSize {
		width = bundleSize
	}
	tile := tlog.Tile{H: tileHeight, L: -1, N: n, W: int(width)}
	left, err := get(s.url + path(tile))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(left) >= 2 {
		length := int(binary.BigEndian.Uint16(left))
		if length > len(left)-2 {
			break
		}
		entries = append(entries, left[2:2+length])
		left = left[2+length:]
	}
	if len(left) > 0 || int64(len(entries)) != width {
		return nil, fmt.Errorf("the bundle %s does not hold %d entries", path(tile), width)
	}
	return entries, nil
}

// remembered asks for each hash once: sumdb checks the way up to the root anew at every question.
type remembered struct {
	from  tlog.HashReader
	known map[int64]tlog.Hash
}

func (r remembered) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var missing []int64
	for _, index := range indexes {
		if _, ok := r.known[index]; !ok {
			missing = append(missing, index)
		}
	}
	if len(missing) > 0 {
		read, err := r.from.ReadHashes(missing)
		if err != nil {
			return nil, err
		}
		for i, index := range missing {
			r.known[index] = read[i]
		}
	}
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		hashes[i] = r.known[index]
	}
	return hashes, nil
}

// under reads all hashes under one tile of the lowest row, for the proofs of its entries.
func under(tree tlog.Tree, n int64, from tlog.HashReader) (remembered, error) {
	var indexes []int64
	for level := 0; level < tileHeight; level++ {
		for at := n * bundleSize >> level; at < (n+1)*bundleSize>>level && at < tree.N>>level; at++ {
			indexes = append(indexes, tlog.StoredHashIndex(level, at))
		}
	}
	hashes := remembered{from, make(map[int64]tlog.Hash)}
	_, err := hashes.ReadHashes(indexes)
	return hashes, err
}

// checkEntries proves each entry from the one at `from` on to be in the tree, one proof for each.
func (s *site) checkEntries(tree tlog.Tree, from int64) error {
	for n := from / bundleSize; n*bundleSize < tree.N; n++ {
		entries, err := s.entries(n, tree.N)
		if err != nil {
			return err
		}
		hashes, err := under(tree, n, tlog.TileHashReader(tree, s))
		if err != nil {
			return fmt.Errorf("the tile over entry %d is not to be believed: %w", n*bundleSize, err)
		}
		for i, entry := range entries {
			seq := n*bundleSize + int64(i)
			if seq < from {
				continue
			}
			proof, err := tlog.ProveRecord(tree.N, seq, hashes)
			if err != nil {
				return fmt.Errorf("entry %d cannot be proven: %w", seq, err)
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, seq, tlog.RecordHash(entry)); err != nil {
				return fmt.Errorf("entry %d is not the one that was signed: %w", seq, err)
			}
		}
	}
	return nil
}

// checkGrowth proves that the log seen before is the beginning of the one seen now.
func (s *site) checkGrowth(before, now tlog.Tree) error {
	if before.N > now.N {
		return fmt.Errorf("the log had %d entries and now has %d: it shrank, or this is an old copy", before.N, now.N)
	}
	if before.N == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(now.N, before.N, tlog.TileHashReader(now, s))
	if err != nil {
		return fmt.Errorf("that the log only grew cannot be proven: %w", err)
	}
	if err := tlog.CheckTree(proof, now.N, now.Hash, before.N, before.Hash); err != nil {
		return fmt.Errorf("the log has two histories of its first %d entries: %w", before.N, err)
	}
	return nil
}

// look checks what the site shows now against what was seen before, if anything was.
func look(url string, key note.Verifier, before *checkpoint) (*checkpoint, error) {
	bytes, err := get(url + "/log/checkpoint")
	if err != nil {
		return nil, err
	}
	now, err := openCheckpoint(bytes, key)
	if err != nil {
		return nil, err
	}
	log := &site{url: url, kept: make(map[string][]byte)}
	from := int64(0)
	if before != nil {
		if err := log.checkGrowth(before.tree, now.tree); err != nil {
			return nil, err
		}
		from = before.tree.N
	}
	if err := log.checkEntries(now.tree, from); err != nil {
		return nil, err
	}
	fmt.Printf("ok: %s has %d entries under root %v, signed; %d checked", now.origin, now.tree.N, now.tree.Hash, now.tree.N-from)
	if before != nil {
		fmt.Printf(", consistent with the %d seen before", before.tree.N)
	}
	fmt.Println()
	return &now, nil
}

func verifierFor(url, key string) (note.Verifier, error) {
	if key == "" {
		bytes, err := get(url + "/.well-known/imaginons-log-key")
		if err != nil {
			return nil, err
		}
		key = strings.TrimSpace(string(bytes))
		fmt.Fprintf(os.Stderr, "audit-go: the key %s is the site's own word: give the one you know with -key\n", key)
	}
	return note.NewVerifier(key)
}

func run() error {
	url := flag.String("url", "", "the site, as https://participation.ville.fr")
	key := flag.String("key", "", "the log's verifier key; without it the site's own word is taken")
	state := flag.String("state", "", "file that remembers the last checkpoint from one run to the next")
	follow := flag.Duration("follow", 0, "look again so often, until something is wrong")
	flag.Parse()
	if *url == "" || flag.NArg() > 0 {
		return errors.New("usage: audit-go -url URL [-key VKEY] [-state FILE] [-follow 30s]")
	}
	site := strings.TrimRight(*url, "/")
	verifier, err := verifierFor(site, *key)
	if err != nil {
		return err
	}
	var before *checkpoint
	if *state != "" {
		if bytes, err := os.ReadFile(*state); err == nil {
			seen, err := openCheckpoint(bytes, verifier)
			if err != nil {
				return fmt.Errorf("%s: %w", *state, err)
			}
			before = &seen
		} else if !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	for {
		if before, err = look(site, verifier, before); err != nil {
			return err
		}
		if *state != "" {
			if err := os.WriteFile(*state, before.bytes, 0o644); err != nil {
				return err
			}
		}
		if *follow == 0 {
			return nil
		}
		time.Sleep(*follow)
	}
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "audit-go:", err)
		os.Exit(1)
	}
}
