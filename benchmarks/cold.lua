-- Requests networks that the server has never traced, without waiting after a 503.
-- Arguments: the first number of classes, then the networks to ask for in turn.
local first, networks, sent
ok, busy, other = 0, 0, 0 -- global, for thread:get

function init(arguments)
  first = tonumber(table.remove(arguments, 1))
  networks, sent = arguments, 0
end

function request()
  local network = networks[sent % #networks + 1]
  local classes = first + math.floor(sent / #networks)
  local size = 64 + 8 * (classes % 16)
  sent = sent + 1
  return wrk.format("GET", string.format("/api/trace/%s?classes=%d&size=%d", network, classes, size))
end

function response(status)
  if status == 200 then ok = ok + 1 elseif status == 503 then busy = busy + 1 else other = other + 1 end
end

local worker
function setup(thread)
  worker = thread
end

function done(summary)
  local errors = summary.errors
  io.write(string.format(
    '{"seconds": %.6f, "ok": %d, "busy": %d, "failed": %d}\n', summary.duration / 1e6,
    worker:get("ok"), worker:get("busy"), worker:get("other") + errors.connect + errors.read + errors.write))
end
