-- Reserves a block of numbers for grain lives. A block whose reservation was not answered is lost, never given out twice.
-- KEYS[1] partition hash; ARGV: incarnation, how many. Answers {'ok', first, last}.
local head = redis.call('HMGET', KEYS[1], 'i', 'n')
if not head[1] then return {'absent'} end
if head[1] ~= ARGV[1] then return {'incarnation', head[1]} end
local first = tonumber(head[2]) + 1
local last = first + tonumber(ARGV[2]) - 1
redis.call('HSET', KEYS[1], 'n', string.format('%.0f', last))
return {'ok', string.format('%.0f', first), string.format('%.0f', last)}
