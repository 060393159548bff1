-- wrk script: each request takes a stance as one of many people, with an Idempotency-Key that was
-- never used. TOKENS and TARGETS name the files that `fixture` wrote, KEYS begins the keys of this
-- run. Used for our server and for bare_log_server alike, so that the client costs both the same.

local next_thread = 0

function setup(thread)
   thread:set("number", next_thread)
   next_thread = next_thread + 1
end

local function lines(name)
   local out = {}
   for line in io.lines(os.getenv(name)) do out[#out + 1] = line end
   return out
end

local targets_per_token = 8
local heads, tails, key, count = {}, {}, nil, 0

function init()
   local targets = lines("TARGETS")
   for i, token in ipairs(lines("TOKENS")) do
      for j = 1, targets_per_token do
         local target = targets[(i * 37 + j * 13) % #targets + 1]
         heads[#heads + 1] = "PUT /api/v1/proposals/" .. target .. "/stance HTTP/1.1\r\n" ..
            "Host: 127.0.0.1\r\nAuthorization: Bearer " .. token .. "\r\n" ..
            "Content-Type: application/json\r\n"
      end
   end
   for i, stance in ipairs({"for", "neutral", "against"}) do
      local body = '{"stance":"' .. stance .. '"}'
      tails[i] = "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
   end
   key = "Idempotency-Key: " .. os.getenv("KEYS") .. "-" .. number .. "-"
end

function request()
   count = count + 1
   return heads[(count * 7919) % #heads + 1] .. key .. count .. tails[count % 3 + 1]
end
