using ActiveActive.Drills.Histories;
using ActiveActive.Protocol.Ownership;

namespace ActiveActive.Simulation.Strong;

/// <summary>One request on its way.</summary>
internal sealed record ClientRequest(
    SimulatedClient Client, long Attempt, GroupId Group, OperationId Operation, OperationKind Kind, long? Argument, long? Expected);

/// <summary>What a silo says.</summary>
internal readonly record struct ClientAnswer(RecordedOutcome Outcome, OperationResult Result);

/// <summary>
/// A client that does one operation after another and records what it is told. What is known not to have been applied it tries elsewhere; what
/// it does not know it repeats with the same operation id, once or twice, and then leaves as unknown.
/// </summary>
internal sealed class SimulatedClient
{
    private readonly StrongSimulation _simulation;
    private readonly string _name;
    private readonly List<RecordedOperation> _history;
    private long _attempt;
    private int _operations;
    private long? _lastSeen;
    private Current? _current;

    public SimulatedClient(StrongSimulation simulation, string name, List<RecordedOperation> history)
    {
        (_simulation, _name, _history) = (simulation, name, history);
        simulation.World.At(simulation.World.Between(500, 2_500), Begin);
    }

    public void Take(ClientRequest request, ClientAnswer answer)
    {
        if (_current is not { } current || request.Attempt != _attempt) return; // an answer to an attempt that was given up
        if (answer.Outcome == RecordedOutcome.Applied)
        {
            if (request.Kind == OperationKind.Read) _lastSeen = answer.Result.Value;
            Finish(RecordedOutcome.Applied, answer.Result);
            return;
        }

        if (answer.Outcome == RecordedOutcome.Unknown) current.MayHaveBeenApplied = true;
        Retry(current);
    }

    /// <summary>What is still open when the schedule ends.</summary>
    public void Stop()
    {
        if (_current is not null) Finish(_current.MayHaveBeenApplied || _current.IsUnderWay ? RecordedOutcome.Unknown : RecordedOutcome.NotApplied, default, isLast: true);
    }

    private void Begin()
    {
        var world = _simulation.World;
        var group = new GroupId(world.Random.Next(_simulation.Options.Groups));
        var isCounter = group.Value % 2 == 1;
        var kind = world.Random.Next(10) switch
        {
            < 4 => OperationKind.Read,
            < 7 => isCounter ? OperationKind.Add : OperationKind.Write,
            _ => isCounter ? OperationKind.Add : OperationKind.CompareAndSwap,
        };
        _operations++;
        _current = new Current(group, kind, OperationId.Parse($"{_name}-{_operations}"), world.Now)
        {
            // Written values are never repeated, so that a value tells who wrote it.
            Argument = kind == OperationKind.Read ? null : isCounter ? 1 + world.Random.Next(3) : (_history.Count * 100) + _operations + 1,
            Expected = kind == OperationKind.CompareAndSwap ? _lastSeen : null,
        };
        Send(_current);
    }

    private void Send(Current current)
    {
        var world = _simulation.World;
        if (_simulation.Route(current.Group) is not { } silo)
        {
            Retry(current);
            return;
        }

        current.Tries++;
        current.IsUnderWay = true;
        var request = new ClientRequest(this, ++_attempt, current.Group, current.Operation, current.Kind, current.Argument, current.Expected);
        var delay = world.Chance(0.02) ? world.Between(5, 3_000) : world.Between(0.1, 4);
        world.At(delay, () => silo.Take(request));
        world.At(world.Between(400, 2_000), () =>
        {
            if (_current != current || request.Attempt != _attempt) return;
            current.MayHaveBeenApplied = true;
            Retry(current);
        });
    }

    private void Retry(Current current)
    {
        _attempt++;
        current.IsUnderWay = false;
        if (current.Tries >= 3 || _simulation.World.Chance(0.2))
        {
            // A read that nobody answered says nothing at all.
            Finish(current.MayHaveBeenApplied ? RecordedOutcome.Unknown : RecordedOutcome.NotApplied, default);
            return;
        }

        _simulation.World.At(_simulation.World.Between(5, 300), () =>
        {
            if (_current == current) Send(current);
        });
    }

    private void Finish(RecordedOutcome outcome, OperationResult result, bool isLast = false)
    {
        var current = _current!;
        _current = null;
        var operation = new RecordedOperation
        {
            Client = _name,
            Key = current.Group.ToString(),
            Kind = current.Kind,
            Argument = current.Argument,
            Expected = current.Expected,
            Result = current.Kind is OperationKind.Read or OperationKind.Add ? result.Value : null,
            Succeeded = current.Kind != OperationKind.CompareAndSwap || result.Succeeded,
            Outcome = outcome,
            InvokedAt = current.InvokedAt,
            ReturnedAt = _simulation.World.Now,
        };
        _history.Add(operation);
        _simulation.World.Note("client", (int)outcome, operation.ToString);
        if (!isLast) _simulation.World.At(_simulation.World.Between(20, 600), Begin);
    }

    private sealed class Current(GroupId group, OperationKind kind, OperationId operation, long invokedAt)
    {
        public GroupId Group => group;

        public OperationKind Kind => kind;

        public OperationId Operation => operation;

        public long InvokedAt => invokedAt;

        public long? Argument { get; init; }

        public long? Expected { get; init; }

        public int Tries { get; set; }

        public bool IsUnderWay { get; set; }

        public bool MayHaveBeenApplied { get; set; }
    }
}
