using ActiveActive.Arbitration;
using ActiveActive.Protocol.Ownership;
using ActiveActive.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActiveActive.WorldTests.Stores;

/// <summary>S3: the script on each server that may be a store does what <see cref="GroupLog"/> says, request by request, and a kill takes nothing back.</summary>
public abstract class GroupLogConformance : IAsyncLifetime
{
    private const string Life = "a0";
    private readonly StoreProcess _server;

    private protected GroupLogConformance(StoreProcess server) => _server = server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (_server.Missing is { } reason) Assert.Skip(reason);
        await _server.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _server.DisposeAsync();
    }

    /// <summary>Arbitrary requests, sensible and not, late and repeated: every answer and the whole content must be the model's.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Execute_ArbitraryRequests_AnswersLikeTheModel(int seed)
    {
        await using var connection = await ConnectAsync();
        var (difference, seen) = await CompareAsync(new GroupLogStore(connection, new StrongKeys("test")), seed, rounds: 40);

        Assert.Null(difference);
        // The walk went everywhere: a status that never occurs was never compared.
        Assert.Equal(Enum.GetValues<LogStatus>().Order(), seen.Order());
    }

    private protected static async Task<(string? Difference, HashSet<LogStatus> Seen)> CompareAsync(GroupLogStore store, int seed, int rounds)
    {
        var seen = new HashSet<LogStatus>();
        var requests = new ArbitraryRequests(new Random(seed), Life);
        for (var round = 0; round < rounds; round++)
        {
            var group = new GroupId((seed * 1000) + round);
            var model = new GroupLog(Life);
            await CreateAsync(store, group, model);
            var transcript = new List<string>();
            for (var step = 0; step < 60; step++)
            {
                var request = requests.Next(model);
                var expected = request.ApplyTo(model);
                var actual = await TryAsync(store, group, request);
                seen.Add(expected.Status);
                transcript.Add($"{Show(request)} => {Show(expected)}");
                if (Show(expected) != actual) return ($"seed {seed}, round {round}: expected {Show(expected)}, actual {actual}\n{string.Join('\n', transcript)}", seen);
            }

            var fence = new StoreRequest(0, StoreRequestKind.Fence, model.FenceEpoch.Next, "end") { StoreIncarnation = Life };
            var (whole, found) = (Show(fence.ApplyTo(model)), await TryAsync(store, group, fence));
            if (whole != found) return ($"seed {seed}, round {round}: expected {whole}, actual {found}\n{string.Join('\n', transcript)}", seen);
        }

        return (null, seen);
    }

    /// <summary>The answer, or the failure of a script that is wrong.</summary>
    private static async Task<string> TryAsync(GroupLogStore store, GroupId group, StoreRequest request)
    {
        try
        {
            return Show(await store.ExecuteAsync(group, request, Life, Cancellation));
        }
        catch (Exception error) when (error is StoreException or ArgumentOutOfRangeException or IndexOutOfRangeException or FormatException or NullReferenceException)
        {
            return error.ToString();
        }
    }

    [Fact]
    public async Task Execute_GroupThatWasNeverCreated_IsRefused()
    {
        await using var connection = await ConnectAsync();
        var store = new GroupLogStore(connection, new StrongKeys("test"));

        var reply = await store.ExecuteAsync(
            new GroupId(1), new StoreRequest(1, StoreRequestKind.Fence, new Epoch(1), "x") { StoreIncarnation = Life }, Life, Cancellation);

        Assert.Equal(LogStatus.OtherIncarnation, reply.Status);
    }

    [Fact]
    public async Task Execute_StoreIsAnotherLife_OldWritersAreRefusedAndAJoinBeginsAnew()
    {
        await using var connection = await ConnectAsync();
        var store = new GroupLogStore(connection, new StrongKeys("test"));
        var group = new GroupId(1);
        await CreateAsync(store, group, new GroupLog(Life));
        await store.ExecuteAsync(group, Append(1, 0, "ab"), Life, Cancellation);

        var join = await store.ExecuteAsync(group, new StoreRequest(2, StoreRequestKind.BeginJoin, new Epoch(1), "x") { Attempt = 2 }, "a1", Cancellation);
        var late = await store.ExecuteAsync(group, Append(1, 2, "c"), "a1", Cancellation);

        Assert.Equal((LogStatus.Accepted, "a1", 0), (join.Status, join.StoreIncarnation, join.Confirmed));
        Assert.Equal(LogStatus.OtherIncarnation, late.Status);
    }

    [Fact]
    public async Task Execute_ReceivedForAnEarlierAttempt_IsNotTakenForThisOne()
    {
        await using var connection = await ConnectAsync();
        var store = new GroupLogStore(connection, new StrongKeys("test"));
        var group = new GroupId(1);
        await CreateAsync(store, group, new GroupLog(Life));
        await ExecuteAsync(new StoreRequest(1, StoreRequestKind.BeginJoin, new Epoch(1), "x") { Attempt = 1 });
        await ExecuteAsync(Append(1, 0, "a"));
        await ExecuteAsync(Append(1, 3, "z")); // what lay between was lost with the attempt

        await ExecuteAsync(new StoreRequest(2, StoreRequestKind.BeginJoin, new Epoch(2), "x") { Attempt = 1 });
        await ExecuteAsync(Append(2, 1, "bc"));
        var copy = new LogCopy(0, default, [new LogEntry(new Epoch(1), 1, OperationId.Parse("a"), new byte[] { 1 })], 1);
        var reply = await ExecuteAsync(new StoreRequest(3, StoreRequestKind.Install, new Epoch(2), "x") { StoreIncarnation = Life, Attempt = 1, After = 1, Copy = copy });

        Assert.Equal((LogStatus.Accepted, 3), (reply.Status, reply.Confirmed));

        Task<LogReply> ExecuteAsync(StoreRequest request) => store.ExecuteAsync(group, request, Life, Cancellation);
    }

    /// <summary>F3, F12: entries of hundreds of bytes, several at a time, and the server killed between and during them.</summary>
    [Fact]
    public async Task Execute_ServerKilledUnderWrites_KeepsEveryConfirmedPlaceAndNoHalfRequest()
    {
        var group = new GroupId(1);
        var model = new GroupLog(Life);
        await using (var connection = await ConnectAsync()) await CreateAsync(new GroupLogStore(connection, new StrongKeys("test")), group, model);
        var confirmed = 0L;
        for (var round = 0; round < 5; round++)
        {
            await using var connection = await ConnectAsync();
            var store = new GroupLogStore(connection, new StrongKeys("test"));
            var start = await store.ExecuteAsync(group, Fence(round + 1), Life, Cancellation);
            Assert.True(start.Log!.Last >= confirmed, $"round {round}: {confirmed} places were confirmed, {start.Log.Last} are there");
            Assert.Equal(0, start.Log.Last % 3); // whole requests only
            Assert.All(start.Log.Entries, (entry, index) => Assert.Equal(index + 1, entry.Sequence));

            confirmed = start.Log.Last;
            var enough = new TaskCompletionSource();
            var writing = Task.Run(async () =>
            {
                try
                {
                    while (true)
                    {
                        var reply = await store.ExecuteAsync(group, Batch(round + 1, confirmed), Life, Cancellation);
                        Assert.Equal(LogStatus.Accepted, reply.Status);
                        confirmed = reply.Confirmed;
                        if (confirmed - start.Log.Last >= 60) enough.TrySetResult();
                    }
                }
                catch (StoreException)
                {
                    enough.TrySetResult();
                }
            }, Cancellation);
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
            await _server.KillAsync();
            await writing.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
            await _server.StartAsync();
        }

        Assert.True(confirmed >= 240, $"only {confirmed} places were confirmed over five rounds");
    }

    private static StoreRequest Fence(long epoch) => new(1, StoreRequestKind.Fence, new Epoch(epoch), $"n{epoch}") { StoreIncarnation = Life };

    private static StoreRequest Append(long epoch, long after, string operations) => new(1, StoreRequestKind.Append, new Epoch(epoch), "x")
    {
        StoreIncarnation = Life,
        After = after,
        Entries = [.. operations.Select((o, i) => new LogEntry(new Epoch(epoch), after + 1 + i, OperationId.Parse($"{o}"), new byte[] { 1 }))],
    };

    private static StoreRequest Batch(long epoch, long after) => new(1, StoreRequestKind.Append, new Epoch(epoch), $"n{epoch}")
    {
        StoreIncarnation = Life,
        After = after,
        Entries = [.. Enumerable.Range(1, 3).Select(i => new LogEntry(new Epoch(epoch), after + i, OperationId.Parse($"op-{after + i}"), new byte[300]))],
        Committed = after,
    };

    /// <summary>The first join gives the log its life; an empty copy makes it a log to write to.</summary>
    private static async Task CreateAsync(GroupLogStore store, GroupId group, GroupLog model)
    {
        foreach (var request in new[]
        {
            new StoreRequest(1, StoreRequestKind.BeginJoin, default, string.Empty) { Attempt = 1 },
            new StoreRequest(2, StoreRequestKind.Install, default, string.Empty) { StoreIncarnation = Life, Attempt = 1 },
        })
            Assert.Equal(Show(request.ApplyTo(model)), Show(await store.ExecuteAsync(group, request, Life, Cancellation)));
    }

    private protected Task<ScriptedStore> ConnectAsync(StoreScript? script = null) => ScriptedStore.ConnectAsync(
        new ScriptedStoreOptions { ConnectionString = _server.ConnectionString }, [script ?? GroupLogStore.Script], new Admission(), NullLogger.Instance, Cancellation);

    private static string Show(LogReply reply) =>
        $"{reply.Status} {reply.StoreIncarnation} confirmed {reply.Confirmed}@{reply.ConfirmedEpoch} committed {reply.Committed}" + (reply.Log is { } log
            ? $" base {log.Base}@{log.BaseEpoch} [{Show(log.Entries)}]"
            : string.Empty);

    private static string Show(StoreRequest request) =>
        $"{request.Kind} {request.StoreIncarnation} {request.Epoch}/{request.Nonce} after {request.After} [{Show(request.Entries)}] committed {request.Committed} trim {request.Trim} " +
        $"attempt {request.Attempt} copy {request.Copy.Base} [{Show(request.Copy.Entries)}] {request.Copy.Committed}";

    private static string Show(IEnumerable<LogEntry> entries) =>
        string.Join(' ', entries.Select(e => $"{e.Sequence}:{e.Operation}@{e.Epoch}/{Convert.ToHexString(e.Body.Span)}"));

    private sealed class Admission : IStoreAdmission
    {
        public ValueTask<string?> AdmitAsync(StoreServerFacts facts, IStoreEvaluator store, CancellationToken cancellationToken) => new((string?)null);
    }
}

public sealed class RedisGroupLogTests() : GroupLogConformance(new RedisProcess())
{
    /// <summary>The comparison itself must be able to fail: each rule of the script, left out, has to be noticed.</summary>
    [Theory]
    [InlineData("if epoch < e then return", "if false then return")]
    [InlineData("if epoch == e and nonce ~= n then return", "if false then return")]
    [InlineData("if after > l then return", "if false then return")]
    [InlineData("if after < b and epoch > tb then return", "if false then return")]
    [InlineData("if rest_of(entry) ~= ARGV[7 + at - after] then return", "if false then return")]
    [InlineData("if restamped and after + count < c then return", "if false then return")]
    [InlineData("l = math.max(at, c)", "l = l")]
    [InlineData("c, t = newc, newt", "c, t = c, newt")]
    [InlineData("math.min(number(ARGV[5]), t)", "number(ARGV[5])")]
    [InlineData("if attempt < j or attempt < 1 then return", "if attempt < 1 then return")]
    [InlineData("if not r then return finish('ok', l) end", "")]
    [InlineData("if last < least or (rf > 0 and rf > last + 1) then return", "if last < least then return")]
    public async Task Execute_RuleLeftOutOfTheScript_IsNoticed(string rule, string instead)
    {
        Assert.Equal(2, GroupLogStore.Script.Text.Split(rule).Length);
        var script = new StoreScript("mutant", GroupLogStore.Script.Text.Replace(rule, instead, StringComparison.Ordinal));
        await using var connection = await ConnectAsync(script);
        var store = new GroupLogStore(connection, new StrongKeys("test"), script);

        for (var seed = 1; seed <= 20; seed++)
            if ((await CompareAsync(store, seed, rounds: 40)).Difference is not null) return;
        Assert.Fail($"nothing was noticed without '{rule}'");
    }
}

public sealed class GarnetGroupLogTests() : GroupLogConformance(new GarnetProcess());
