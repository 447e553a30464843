using ActiveActive.LocalWorld.Demo.Calls;

namespace ActiveActive.LocalWorld.Demo.Load;

/// <summary>
/// Compares what writers were told with what carts hold: in each site a cart holds exactly one unit for each write that this site acknowledged.
/// A write whose outcome in a site is not known is first repeated there under its key until the site acknowledges it, which must not apply it twice.
/// </summary>
/// <remarks>Per site, because carts are per site until replicated state lands; then the expected number is the union of all sites' writes.</remarks>
internal static class EffectCheck
{
    private const int Parallel = 16;

    /// <summary>Checks the writes of a load in one site.</summary>
    /// <returns>How many writes the carts of the site were found to hold.</returns>
    /// <exception cref="StepFailedException">A cart holds something else.</exception>
    public static async Task<int> RunAsync(IReadOnlyCollection<WriteRecord> writes, string site, ShopCaller caller, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken };
        var open = writes.Where(w => w.Doubtful.Contains(site) && !w.Acknowledged.Contains(site)).ToArray();
        await System.Threading.Tasks.Parallel.ForEachAsync(open, options, async (write, cancel) =>
        {
            var answer = await caller.SendAsync(LoadRun.Write(write.Cart, write.Key, site), cancel);
            RequireFrom(site, answer, $"the repetition of write {write.Key}");
            lock (write) write.Acknowledged.Add(site);
        });

        var wrong = new List<string>();
        var expected = writes.GroupBy(w => w.Cart).ToDictionary(g => g.Key, g => g.Count(w => w.Acknowledged.Contains(site)));
        await System.Threading.Tasks.Parallel.ForEachAsync(expected, options, async (pair, cancel) =>
        {
            var answer = await caller.SendAsync(ShopCall.Get($"/shop/carts/{pair.Key}", site), cancel);
            RequireFrom(site, answer, $"cart {pair.Key}");
            var held = answer.Body!["items"]!.AsArray().Where(i => (string?)i!["sku"] == LoadRun.Sku).Sum(i => (long)i!["quantity"]!);
            if (held == pair.Value) return;
            lock (wrong) wrong.Add($"cart {pair.Key} holds {held} for {pair.Value} acknowledged writes");
        });
        return wrong.Count == 0 ? expected.Values.Sum() : throw new StepFailedException($"in site {site}: {string.Join("; ", wrong.Order(StringComparer.Ordinal))}");
    }

    private static void RequireFrom(string site, ShopAnswer answer, string what)
    {
        if (!answer.IsSuccess || answer.Site != site)
            throw new StepFailedException($"{what} in site {site} answers {answer.Status} from site '{answer.Site}' ({answer.Reason}): {answer.LastTrouble}");
    }
}
