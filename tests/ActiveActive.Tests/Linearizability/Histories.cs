using ActiveActive.Drills.Histories;

namespace ActiveActive.Tests.Linearizability;

/// <summary>Makes histories: small arbitrary ones, and long ones that are linearizable because an object produced them.</summary>
internal static class Histories
{
    public const string Key = "k";

    public static RecordedOperation Operation(OperationKind kind, long invokedAt, long returnedAt, long? argument = null, long? expected = null, long? result = null) => new()
    {
        Client = "c",
        Key = Key,
        Kind = kind,
        Argument = argument,
        Expected = expected,
        Result = result,
        Outcome = RecordedOutcome.Applied,
        InvokedAt = invokedAt,
        ReturnedAt = returnedAt,
    };

    /// <summary>2 to 6 operations with arbitrary answers over few values and few instants, so that both verdicts are common.</summary>
    public static RecordedOperation[] ArbitraryRegister(Random random) => [.. Enumerable.Range(0, random.Next(2, 7)).Select(_ =>
    {
        var (from, to) = Interval(random);
        var kind = (OperationKind)random.Next(3);
        return Operation(kind, from, to, Value(random), Value(random), Value(random)) with
        {
            Succeeded = kind != OperationKind.CompareAndSwap || random.Next(2) == 0,
            Outcome = Outcome(random),
        };
    })];

    /// <summary>The same for a counter; some additions record no sum.</summary>
    public static RecordedOperation[] ArbitraryCounter(Random random) => [.. Enumerable.Range(0, random.Next(2, 7)).Select(_ =>
    {
        var (from, to) = Interval(random);
        var kind = random.Next(3) == 0 ? OperationKind.Read : OperationKind.Add;
        return Operation(kind, from, to, random.Next(1, 3), null, random.Next(4) == 0 && kind == OperationKind.Add ? null : random.Next(0, 6)) with { Outcome = Outcome(random) };
    })];

    /// <summary>
    /// A history of a register used by several clients at once: each operation takes effect at an instant between call and return, and
    /// an unknown one at an instant after its call, or never. Every written value is new. The clients pause together in the middle.
    /// </summary>
    public static List<RecordedOperation> LinearizableRegister(Random random, int clients, int operations, double unknownShare)
    {
        var pending = new List<(RecordedOperation Operation, bool TakesEffect)>();
        var free = new long[clients];
        for (var i = 0; i < operations; i++)
        {
            var client = Array.IndexOf(free, free.Min());
            if (i == operations / 2) Array.Fill(free, free.Max() + 10);
            var invoked = free[client] + random.Next(1, 10);
            var returned = invoked + random.Next(1, 60);
            free[client] = returned;
            var kind = (OperationKind)random.Next(3);
            var unknown = random.NextDouble() < unknownShare;
            var operation = Operation(kind, invoked, returned, kind == OperationKind.Read ? null : i + 1) with
            {
                Client = $"c{client}",
                Outcome = unknown ? RecordedOutcome.Unknown : RecordedOutcome.Applied,
            };
            pending.Add((operation, !unknown || random.Next(2) == 0));
        }

        return Execute(random, pending);
    }

    private static List<RecordedOperation> Execute(Random random, List<(RecordedOperation Operation, bool TakesEffect)> pending)
    {
        long? value = null;
        var done = new List<RecordedOperation>();
        var effects = pending.Select(p => (p.Operation, p.TakesEffect, At: Instant(random, p.Operation))).OrderBy(p => p.At).ToArray();
        foreach (var (operation, takesEffect, _) in effects)
        {
            // A swap guesses the value it meets half of the time.
            var expected = operation.Kind == OperationKind.CompareAndSwap && random.Next(2) == 0 ? value : -1;
            var swaps = operation.Kind == OperationKind.CompareAndSwap && expected == value;
            done.Add(operation with
            {
                Expected = operation.Kind == OperationKind.CompareAndSwap ? expected : null,
                Succeeded = operation.Kind != OperationKind.CompareAndSwap || swaps,
                Result = operation.Kind == OperationKind.Read ? value : null,
            });
            if (takesEffect && (operation.Kind == OperationKind.Write || swaps)) value = operation.Argument;
        }

        return done;
    }

    /// <summary>Before the return for known operations; for unknown ones possibly much later.</summary>
    private static double Instant(Random random, RecordedOperation operation) =>
        operation.InvokedAt + (random.NextDouble() * (operation.Outcome == RecordedOutcome.Unknown ? 500 : operation.ReturnedAt - operation.InvokedAt));

    private static (long From, long To) Interval(Random random)
    {
        var from = random.Next(0, 10);
        return (from, from + random.Next(0, 6));
    }

    private static long? Value(Random random) => random.Next(4) is 0 ? null : random.Next(1, 3);

    private static RecordedOutcome Outcome(Random random) => random.Next(8) switch
    {
        0 or 1 => RecordedOutcome.Unknown,
        2 => RecordedOutcome.NotApplied,
        _ => RecordedOutcome.Applied,
    };
}
