using ActiveActive.Protocol.Ownership;

namespace ActiveActive.Simulation.Strong;

/// <summary>One group in one process: the holder, the state it has built, and who waits for what.</summary>
internal sealed class HostedGroup(GroupHolder holder)
{
    private readonly Dictionary<OperationId, List<ClientRequest>> _waiting = [];

    public GroupHolder Holder => holder;

    /// <summary>What the committed entries mean: all that anybody may see.</summary>
    public GroupState Committed { get; set; } = new();

    /// <summary>What the submitted entries will mean once they are committed: what the next operation builds on.</summary>
    public GroupState Speculative { get; set; } = new();

    public long OwnConfirmed { get; set; }

    public void Wait(OperationId operation, ClientRequest request)
    {
        if (!_waiting.TryGetValue(operation, out var requests)) _waiting.Add(operation, requests = []);
        requests.Add(request);
    }

    public IReadOnlyList<ClientRequest> Waiting(OperationId operation) => _waiting.Remove(operation, out var requests) ? requests : [];

    public OperationId[] WaitingOperations() => [.. _waiting.Keys];

    public IEnumerable<ClientRequest> AllWaiting()
    {
        ClientRequest[] all = [.. _waiting.Values.SelectMany(r => r)];
        _waiting.Clear();
        return all;
    }
}
