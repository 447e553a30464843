using System.Text.Json;
using ActiveActive.Client.Commands;
using ActiveActive.Client.Load;
using ActiveActive.Client.Shop;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Shop.Contracts;

namespace ActiveActive.Tests.Client;

public sealed class LoadTests
{
    [Fact]
    public async Task Run_HealthyShop_DoesEverythingAndVerifies()
    {
        await using var stub = await StubShop.StartAsync();

        var (code, summary) = await LoadAsync(stub, "--rate", "400", "--shoppers", "20", "--duration", "1");

        Assert.Equal(0, code);
        Assert.Equal(400, summary.GetProperty("begun").GetInt64());
        Assert.Equal(0, summary.GetProperty("failed").GetInt64());
        Assert.Equal(400, summary.GetProperty("succeeded").GetInt64() + summary.GetProperty("refused").GetInt64());
        Assert.Equal(summary.GetProperty("succeeded").GetInt64(), summary.GetProperty("sites").GetProperty("a").GetInt64());
        Assert.True(summary.GetProperty("verification").GetProperty("checked").GetInt32() > 20);
        Assert.Equal(0, summary.GetProperty("verification").GetProperty("violationCount").GetInt32());
    }

    [Fact]
    public async Task Run_ShopLosesAcknowledgedWrites_IsFoundOut()
    {
        await using var stub = await StubShop.StartAsync(state: new StubShop.State { LosesViews = true });

        var (code, summary) = await LoadAsync(stub, "--rate", "400", "--shoppers", "20", "--duration", "0.5", "--products", "2");

        Assert.Equal(1, code);
        Assert.Contains("were acknowledged there", summary.GetProperty("verification").GetProperty("violations")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AnswersGetLost_IsRetriedAndStillExact()
    {
        await using var stub = await StubShop.StartAsync();
        stub.LoseAnswer = (http, number) => http.Request.Path.StartsWithSegments("/shop") && number > 100 && number % 10 == 0;

        var (code, summary) = await LoadAsync(stub, "--rate", "300", "--shoppers", "30", "--duration", "1");

        Assert.Equal(0, code);
        Assert.True(summary.GetProperty("retried").GetInt64() > 5);
        Assert.Equal(0, summary.GetProperty("verification").GetProperty("violationCount").GetInt32());
    }

    [Fact]
    public async Task Run_ShopStalls_LatencyCountsFromTheIntendedStart()
    {
        await using var stub = await StubShop.StartAsync();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stalled = 0;
        stub.Before = async (http, _) =>
        {
            // One shopper, whose first operation is held until all the others are overdue.
            if (http.Request.Path.Value!.Contains("-p", StringComparison.Ordinal) && http.Request.Method == "PUT") return false;
            if (Interlocked.Exchange(ref stalled, 1) == 0) await release.Task;
            return false;
        };
        var options = new LoadOptions { Rate = 100, Shoppers = 1, Duration = TimeSpan.FromMilliseconds(500), Seed = 1, RunId = "stall", Verify = false };
        await using var run = new LoadRun(options, new ShopHttpClientOptions { Gateways = [new(stub.Url)] });
        await run.PrepareAsync(CancellationToken.None);

        var running = run.RunAsync(CancellationToken.None);
        await Eventually(() => run.TakeProgress().Begun == 50);
        release.TrySetResult();
        var summary = await running.WaitAsync(TimeSpan.FromSeconds(30));

        // Half a second of arrivals waited behind one stalled call: a closed loop would have reported one slow operation.
        Assert.Equal(50, summary.Succeeded + summary.Refused + summary.Failed);
        Assert.True(summary.Latency.P50 > 100, $"the median is {summary.Latency.P50} ms");
    }

    [Fact]
    public async Task Run_NobodyAnswers_IsBoundedAndFails()
    {
        var options = new LoadOptions { Rate = 2000, Shoppers = 5, Duration = TimeSpan.FromMilliseconds(500), Seed = 1, RunId = "dead", MaxWaiting = 100, Verify = false };
        await using var run = new LoadRun(options, new ShopHttpClientOptions
        {
            Gateways = [new(new Uri("http://127.0.0.1:1/"))], MaxAttempts = 2, RetryPause = TimeSpan.FromMilliseconds(100),
        });

        var summary = await run.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal((1000, 1000), (summary.Begun, summary.Failed));
        Assert.Equal(["client-backlog-full", ErrorSlugs.SiteUnavailable], summary.Failures.Keys);
    }

    [Fact]
    public void Script_SameSeed_GivesTheSameSteps()
    {
        static ShopperStep[] Steps(int seed) => [.. Enumerable.Range(0, 500).Select(_ => 0).Select(new ShopperScript("r", 3, seed, 20).Step)];

        Assert.Equal(Steps(7), Steps(7));
        Assert.NotEqual(Steps(7), Steps(8));
        Assert.Equal(7, Steps(7).Select(s => s.Kind).Distinct().Count());
    }

    [Fact]
    public void Histogram_Percentiles_AreRightToFourPerCent() =>
        Gen.Int[1, 5_000_000].Array[1, 400].Sample(us =>
        {
            var histogram = new LatencyHistogram();
            foreach (var u in us) histogram.Add(TimeSpan.FromMicroseconds(u));
            Array.Sort(us);
            foreach (var share in new[] { 0.0, 0.5, 0.9, 0.99, 1.0 })
            {
                var exact = us[Math.Clamp((int)Math.Ceiling(share * us.Length), 1, us.Length) - 1];
                var found = histogram.Percentile(share).TotalMicroseconds;
                if (found < exact || found > exact * 1.04 + 1) return false;
            }

            return histogram.Max.TotalMicroseconds == us[^1];
        });

    [Fact]
    public void Ledger_FiguresOutOfRange_AreContradictions()
    {
        var ledger = new LoadLedger();
        ledger.Added("c", "s", 2, "a", false);
        ledger.Added("c", "s", 3, "b", true);
        ledger.MayHaveAdded("c", "s", 1);

        // Site a acknowledged 2; at most 2 + 3 + 3 (perhaps doubled) + 1 (perhaps applied) can be there.
        Assert.Contains(new LoadLedger.Expectation("s", "a", 2, 9), ledger.Carts().Single().Lines);
        Assert.Null(ledger.Contradiction(Ordered(2), "a"));
        Assert.Null(ledger.Contradiction(Ordered(9), "a"));
        Assert.Contains("had acknowledged 2", ledger.Contradiction(Ordered(1), "a"), StringComparison.Ordinal);
        Assert.Contains("at most 9", ledger.Contradiction(Ordered(10), "a"), StringComparison.Ordinal);
        ledger.Removing("c", "s");
        Assert.Empty(ledger.Carts());
    }

    private static Order Ordered(long quantity) => new("o", "c", OrderStatus.Confirmed, [new OrderLine("s", quantity, 1)], quantity, null);

    private static async Task<(int Code, JsonElement Summary)> LoadAsync(StubShop stub, params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await ClientProgram.RunAsync(
            ["load", "--json", "--gateway", stub.Url.ToString(), "--run-id", "test", .. args], output, error, _ => null, CancellationToken.None);
        Assert.Equal("", error.ToString());
        return (code, JsonDocument.Parse(output.ToString()).RootElement);
    }

    private static async Task Eventually(Func<bool> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!reached()) await timer.WaitForNextTickAsync(limit.Token);
    }
}

file static class ShopperScriptExtensions
{
    public static ShopperStep Step(this ShopperScript script, int _) => script.Next();
}
