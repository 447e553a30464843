using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Arbitration;

/// <summary>
/// An arbiter in this process's memory, for tests: forgets everything with it. Answers at once, unless <see cref="OnCall"/> asks for a fault.
/// </summary>
/// <remarks>May be used concurrently.</remarks>
public sealed class VolatileArbiter : IArbiter
{
    private readonly Lock _gate = new();
    private readonly ArbiterRegister _register = new();
    private readonly List<ArbiterTransaction> _straying = [];
    private readonly List<(string Prefix, Channel<ArbiterHint> Hints)> _observers = [];

    /// <summary>Called before each read and commit; its answer is the fault to inject. Null: none. The argument is null for a read.</summary>
    public Func<ArbiterTransaction?, ArbiterFault>? OnCall { get; set; }

    /// <inheritdoc/>
    public Task<ArbiterRead> ReadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        ArbiterRequests.RequireKeys(keys);
        return ReadAsync(register => register.Read(keys), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ArbiterRead> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ArbiterLimits.RequireKey(prefix);
        return ReadAsync(register => register.List(prefix), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ArbiterCommit> CommitAsync(ArbiterTransaction transaction, CancellationToken cancellationToken)
    {
        ArbiterRequests.RequireNotEmpty(transaction);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Commit(transaction, OnCall?.Invoke(transaction) ?? ArbiterFault.None));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ArbiterHint> ObserveAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArbiterLimits.RequireKey(prefix);
        // One pending hint says as much as a hundred: read again.
        var hints = Channel.CreateBounded<ArbiterHint>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            _observers.Add((prefix, hints));
            hints.Writer.TryWrite(new(_register.Revision));
        }

        try
        {
            await foreach (var hint in hints.Reader.ReadAllAsync(cancellationToken)) yield return hint;
        }
        finally
        {
            lock (_gate) _observers.RemoveAll(o => o.Hints == hints);
        }
    }

    /// <summary>Applies every transaction that a <see cref="ArbiterFault.ApplyLate"/> fault kept back, in the order they were made.</summary>
    /// <returns>Their outcomes, which their callers never learn.</returns>
    public IReadOnlyList<ArbiterCommit> ApplyStraying()
    {
        lock (_gate)
        {
            ArbiterCommit[] outcomes = [.. _straying.Select(Apply)];
            _straying.Clear();
            return outcomes;
        }
    }

    private Task<ArbiterRead> ReadAsync(Func<ArbiterRegister, ArbiterRead> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if ((OnCall?.Invoke(null) ?? ArbiterFault.None) != ArbiterFault.None) return Task.FromResult(ArbiterRead.Unavailable("injected"));
        lock (_gate) return Task.FromResult(read(_register));
    }

    private ArbiterCommit Commit(ArbiterTransaction transaction, ArbiterFault fault)
    {
        lock (_gate)
        {
            switch (fault)
            {
                case ArbiterFault.None:
                    return Apply(transaction);
                case ArbiterFault.Refuse:
                    return ArbiterCommit.Unavailable("injected");
                case ArbiterFault.LoseAnswer:
                    Apply(transaction);
                    return ArbiterCommit.Unknown("injected");
                case ArbiterFault.LoseRequest:
                    return ArbiterCommit.Unknown("injected");
                case ArbiterFault.ApplyLate:
                    _straying.Add(transaction);
                    return ArbiterCommit.Unknown("injected");
                default:
                    throw new InvalidOperationException($"{fault} is no fault.");
            }
        }
    }

    private ArbiterCommit Apply(ArbiterTransaction transaction)
    {
        var outcome = _register.Apply(transaction);
        if (outcome.Status != ArbiterCommitStatus.Committed) return outcome;
        foreach (var (prefix, hints) in _observers)
            if (transaction.Writes.Any(w => w.Kind != ArbiterWriteKind.Compare && w.Key.StartsWith(prefix, StringComparison.Ordinal)))
                hints.Writer.TryWrite(new(outcome.Revision));
        return outcome;
    }
}
