using System.Runtime.CompilerServices;

namespace ActiveActive.Arbitration;

/// <summary>Keeps an observation going over members that come and go: opens it again after a pause when it ends.</summary>
internal static class ArbiterObservation
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static async IAsyncEnumerable<ArbiterHint> RepeatAsync(
        Func<IAsyncEnumerable<ArbiterHint>> open, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await foreach (var hint in open().WithCancellation(cancellationToken)) yield return hint;
            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
