using ActiveActive;
using Microsoft.Extensions.Logging;
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
/// <para>Used within the turns of one activation only.</para>
/// </remarks>
internal sealed partial class CommittedState<T>(IPersistentState<T> storage, IGrainContext context, ILogger logger) where T : class, new()
{
    private const int FenceAttempts = 3;

    private T? _committed;
    private bool _inDoubt;
    private Task? _settling;

    /// <summary>The committed value.</summary>
    /// <exception cref="SiteUnavailableException">It is in doubt and the store does not answer. Nothing was changed.</exception>
    public async ValueTask<T> ReadAsync()
    {
        if (_inDoubt)
        {
            // Reads interleave with each other: they wait for the same settlement.
            _settling ??= SettleAsync();
            try
            {
                await _settling;
            }
            finally
            {
                _settling = null;
            }
        }

        return _committed ??= storage.State;
    }

    /// <summary>Makes <paramref name="next"/> the committed value; does nothing when it is that already.</summary>
    /// <exception cref="SiteUnavailableException">Not applied: nothing was sent, or another activation has written since.</exception>
    /// <exception cref="OutcomeUnknownException">The store did not confirm: applied or not, to be found out by a retry with the same operation id.</exception>
    public async Task CommitAsync(T next)
    {
        var previous = await ReadAsync();
        if (ReferenceEquals(previous, next)) return;
        storage.State = next;
        try
        {
            await storage.WriteStateAsync();
            _committed = next;
        }
        catch (Exception error) when (KnownNotApplied(error) is { } known)
        {
            storage.State = previous;
            throw new SiteUnavailableException(known.Message, error);
        }
        catch (InconsistentStateException error)
        {
            _inDoubt = true;
            LogOvertaken(context.GrainId);
            context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, "another activation has written this state"));
            throw new SiteUnavailableException($"another activation of {context.GrainId} has written since; this call changed nothing. Try again.", error);
        }
        catch (Exception error)
        {
            _inDoubt = true;
            LogOutcomeUnknown(context.GrainId, error.Message);
            throw new OutcomeUnknownException(
                $"the store did not confirm a change of {context.GrainId}; it may have been applied. Retry with the same operation id.", error);
        }
    }

    /// <summary>Orleans wraps what a storage provider throws.</summary>
    private static ActiveActiveException? KnownNotApplied(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
            if (error is ActiveActiveException { Outcome: CallOutcome.NotApplied } known) return known;
        return null;
    }

    private async Task SettleAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await storage.ReadStateAsync();
                var found = storage.State;
                await storage.WriteStateAsync();
                _committed = found;
                _inDoubt = false;
                LogSettled(context.GrainId);
                return;
            }
            catch (InconsistentStateException) when (attempt < FenceAttempts)
            {
                // The write in doubt arrived between reading and fencing: read it.
            }
            catch (Exception error)
            {
                throw new SiteUnavailableException($"the state of {context.GrainId} cannot be established: {error.Message}", error);
            }
        }
    }
}
