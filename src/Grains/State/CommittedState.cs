using ActiveActive;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Core;
using Orleans.Runtime;
using Orleans.Storage;

namespace Shop.Grains;

/// <summary>
/// A grain's state, of which only the committed value is ever seen. One write per change; what is known about a failed write is told
/// honestly, and nothing is served from memory while it may differ from the store.
/// </summary>
/// <remarks>
/// <para>After a write whose outcome is unknown the value is in doubt: the store may hold the old or the new one, and the write may still be
/// under way. The next call therefore reads the store and writes back what it read. That second write is a fence: it changes the ETag,
/// so that a write still under way is refused when it arrives.</para>
/// <para>A refused ETag means that another activation of this grain has written. This call changed nothing; the activation ends, so that its
/// memory does not answer further calls.</para>
/// <para>The first call reads the state, and not the activation: a failed activation would hide from the caller that nothing was applied.</para>
/// <para>What is thrown carries no inner exception: callers have no storage provider to load its types from. The log has the cause.</para>
/// <para>Used within the turns of one activation only.</para>
/// </remarks>
internal sealed partial class CommittedState<T>(string name, IGrainStorage store, IGrainContext context, ILogger logger) where T : class, new()
{
    private const int FenceAttempts = 3;
    private const int MaxCauseLength = 300;

    private readonly StateStorageBridge<T> _storage = new(name, context, store);
    private readonly ShopMetrics _metrics = context.ActivationServices.GetRequiredService<ShopMetrics>();
    private T? _committed;
    private bool _inDoubt;
    private Task? _reading;

    /// <summary>The committed value; read from the store by the first call, and by the first after a write of unknown outcome.</summary>
    /// <exception cref="SiteUnavailableException">It is not known, and the store does not answer. Nothing was changed.</exception>
    public async ValueTask<T> ReadAsync()
    {
        if (_committed is not null && !_inDoubt) return _committed;

        // Reads interleave with each other: they wait for the same answer.
        _reading ??= ReadFromStoreAsync();
        try
        {
            await _reading;
        }
        finally
        {
            _reading = null;
        }

        return _committed!;
    }

    /// <summary>Makes <paramref name="next"/> the committed value; does nothing when it is that already.</summary>
    /// <exception cref="SiteUnavailableException">Not applied: nothing was sent, or another activation has written since.</exception>
    /// <exception cref="OutcomeUnknownException">The store did not confirm: applied or not, to be found out by a retry with the same operation id.</exception>
    public async Task CommitAsync(T next)
    {
        var previous = await ReadAsync();
        if (ReferenceEquals(previous, next)) return;
        _storage.State = next;
        try
        {
            await _storage.WriteStateAsync();
            _committed = next;
            if (next is IRemembersOperations { Operations: var after } && previous is IRemembersOperations { Operations: var before } && after != before)
                _metrics.Forgotten(after.ForgottenEarly);
        }
        catch (Exception error) when (KnownNotApplied(error) is { } known)
        {
            _storage.State = previous;
            _metrics.WriteFailed("not-sent");
            throw new SiteUnavailableException(known.Message);
        }
        catch (InconsistentStateException)
        {
            _inDoubt = true;
            LogOvertaken(context.GrainId);
            _metrics.WriteFailed("overtaken");
            context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, "another activation has written this state"));
            throw new SiteUnavailableException($"another activation of {context.GrainId} has written since; this call changed nothing. Try again.");
        }
        catch (Exception error)
        {
            _inDoubt = true;
            LogOutcomeUnknown(context.GrainId, Cause(error));
            _metrics.WriteFailed("unknown");
            throw new OutcomeUnknownException(
                $"the store did not confirm a change of {context.GrainId}; it may have been applied. Retry with the same operation id.");
        }
    }

    /// <summary>Orleans wraps what a storage provider throws.</summary>
    private static ActiveActiveException? KnownNotApplied(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
            if (error is ActiveActiveException { Outcome: CallOutcome.NotApplied } known) return known;
        return null;
    }

    /// <summary>What the provider said, without the stacks that wrappers put into their messages.</summary>
    private static string Cause(Exception error)
    {
        var message = error.GetBaseException().Message.AsSpan();
        return message[..Math.Min(message.Length, MaxCauseLength)].EnumerateLines() is var lines && lines.MoveNext() ? lines.Current.ToString() : "";
    }

    private async Task ReadFromStoreAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _storage.ReadStateAsync();
                var found = _storage.State;
                if (_inDoubt)
                {
                    await _storage.WriteStateAsync();
                    LogSettled(context.GrainId);
                }

                _committed = found;
                _inDoubt = false;
                return;
            }
            catch (InconsistentStateException) when (attempt < FenceAttempts)
            {
                // The write in doubt arrived between reading and fencing: read it.
            }
            catch (Exception error)
            {
                LogUnreadable(context.GrainId, Cause(error));
                throw new SiteUnavailableException($"the site's store does not tell the state of {context.GrainId}; nothing was changed. Try again.");
            }
        }
    }
}
