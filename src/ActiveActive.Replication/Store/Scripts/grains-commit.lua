-- Commits one write of each of several grains of one partition. A grain's state, version, dots and pending delta are fields of its one hash, written
-- by one HSET: each grain commits wholly or not at all. The dirty set is marked before it, so that it may name a grain with nothing to ship, and never
-- misses one. A grain whose version moved since it was read is left alone, which is what keeps a dot from being used twice.
-- KEYS: partition hash, dirty set, then one hash per grain
-- ARGV: incarnation, score for the dirty set, then per grain: version it was read at (0: does not exist), state, life, last dot,
--       kind ('w' a local write with something to ship, 'm' a merge that ships nothing), pending delta, interval start, interval end
-- Answers {'ok', then per grain 'ok' and the dot shipped so far, or 'conflict' and the version found}.
local incarnation = redis.call('HGET', KEYS[1], 'i')
if not incarnation then return {'absent'} end
if incarnation ~= ARGV[1] then return {'incarnation', incarnation} end
local answer = {'ok'}
for k = 3, #KEYS do
  local at = 3 + (k - 3) * 8
  local head = redis.call('HMGET', KEYS[k], 'v', 'h')
  local version = head[1] or '0'
  if version ~= ARGV[at] then
    answer[#answer + 1] = 'conflict'
    answer[#answer + 1] = version
  else
    local following = string.format('%.0f', tonumber(version) + 1)
    if ARGV[at + 4] == 'w' then
      redis.call('ZADD', KEYS[2], 'NX', ARGV[2], KEYS[k])
      redis.call('HSET', KEYS[k], 'v', following, 's', ARGV[at + 1], 'l', ARGV[at + 2], 'd', ARGV[at + 3],
        'p', ARGV[at + 5], 'f', ARGV[at + 6], 't', ARGV[at + 7])
    else
      redis.call('HSET', KEYS[k], 'v', following, 's', ARGV[at + 1], 'l', ARGV[at + 2], 'd', ARGV[at + 3])
    end
    answer[#answer + 1] = 'ok'
    answer[#answer + 1] = head[2] or '0'
  end
end
return answer
