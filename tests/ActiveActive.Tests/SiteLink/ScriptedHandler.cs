using System.Buffers;
using ActiveActive.SiteLink;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveActive.Tests.SiteLink;

/// <summary>A call handler named <c>test</c> that does what the test says and remembers what it saw.</summary>
internal sealed class ScriptedHandler : ISiteLinkHandler
{
    private readonly List<byte[]> _seen = [];

    public byte[] Answer { get; init; } = [];

    public Exception? Failure { get; init; }

    public bool Blocks { get; init; }

    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SiteId LastFrom { get; private set; }

    public string LastName { get; private set; } = "";

    public IReadOnlyList<byte[]> Seen
    {
        get
        {
            lock (_seen) return [.. _seen];
        }
    }

    public async ValueTask HandleAsync(SiteLinkRequest request, IBufferWriter<byte> response, CancellationToken cancellationToken)
    {
        lock (_seen) _seen.Add(request.Payload.ToArray());
        (LastFrom, LastName) = (request.From, request.FromName);
        Entered.TrySetResult();
        if (Failure is not null) throw Failure;
        if (Blocks)
        {
            try
            {
                await Release.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Cancelled.TrySetResult();
                throw;
            }
        }

        response.Write(Answer);
    }
}

internal static class ScriptedHandlerRegistration
{
    public static IServiceCollection Add(this IServiceCollection services, ScriptedHandler handler) =>
        services.AddSingleton(handler).AddSiteLinkHandler<ScriptedHandler>("test");
}
