using System.Buffers.Binary;
using ActiveActive.Drills.Histories;
using ActiveActive.Protocol.Ownership;

namespace ActiveActive.Simulation.Strong;

/// <summary>What a group's log means: one number, changed by writes, swaps and additions, and the results of the operations that changed it.</summary>
internal sealed class GroupState
{
    private readonly Dictionary<OperationId, OperationResult> _results = [];

    public long? Value { get; private set; }

    public IEnumerable<OperationId> Operations => _results.Keys;

    public OperationResult? ResultOf(OperationId operation) => _results.TryGetValue(operation, out var result) ? result : null;

    public GroupState Copy()
    {
        var copy = new GroupState { Value = Value };
        foreach (var (operation, result) in _results) copy._results.Add(operation, result);
        return copy;
    }

    public static byte[] Encode(OperationKind kind, long? argument, long? expected)
    {
        var body = new byte[18];
        body[0] = (byte)kind;
        body[1] = (byte)((argument is null ? 0 : 1) | (expected is null ? 0 : 2));
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(2), argument ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(10), expected ?? 0);
        return body;
    }

    /// <summary>Applies an entry; an operation whose result is known changes nothing a second time.</summary>
    public OperationResult Apply(LogEntry entry, bool deduplicate = true)
    {
        if (entry.Body.IsEmpty) return default; // a hole that a planted mistake left
        if (deduplicate && _results.TryGetValue(entry.Operation, out var known)) return known;
        var body = entry.Body.Span;
        long? argument = (body[1] & 1) == 0 ? null : BinaryPrimitives.ReadInt64LittleEndian(body[2..]);
        long? expected = (body[1] & 2) == 0 ? null : BinaryPrimitives.ReadInt64LittleEndian(body[10..]);
        var result = Apply((OperationKind)body[0], argument, expected);
        _results[entry.Operation] = result;
        return result;
    }

    private OperationResult Apply(OperationKind kind, long? argument, long? expected)
    {
        switch (kind)
        {
            case OperationKind.Write:
                Value = argument;
                return new(true, null);
            case OperationKind.CompareAndSwap:
                var swaps = Value == expected;
                if (swaps) Value = argument;
                return new(swaps, null);
            default:
                Value = (Value ?? 0) + argument;
                return new(true, Value);
        }
    }
}

/// <summary>What an operation returned.</summary>
internal readonly record struct OperationResult(bool Succeeded, long? Value);
