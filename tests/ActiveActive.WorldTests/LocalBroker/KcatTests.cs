using System.Diagnostics;

namespace ActiveActive.WorldTests.LocalBroker;

/// <summary>Conformance with Debian's kcat, whose librdkafka is years older than the one the product uses.</summary>
public sealed class KcatTests : IDisposable
{
    private static readonly bool Installed = Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "kcat")));
    private readonly string _folder = Directory.CreateTempSubdirectory("broker-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Kcat_ListsProducesAndConsumes()
    {
        Assert.SkipUnless(Installed, "kcat is not installed: apt-get install kcat");
        await using var broker = await BrokerProcess.StartAsync(_folder, 0, "--topics", "t:2");
        var lines = string.Concat(Enumerable.Range(0, 1_000).Select(i => $"k{i}:value {i}\n"));

        var listed = await Kcat(broker, "", "-L");
        await Kcat(broker, lines, "-P", "-t", "t", "-p", "1", "-K:", "-X", "enable.idempotence=true", "-z", "gzip");
        var consumed = await Kcat(broker, "", "-C", "-t", "t", "-p", "1", "-o", "beginning", "-e", "-q", "-K:");
        var tail = await Kcat(broker, "", "-C", "-t", "t", "-p", "1", "-o", "-1", "-e", "-q", "-f", "%o");

        Assert.Contains("topic \"t\" with 2 partitions", listed, StringComparison.Ordinal);
        Assert.Equal(lines, consumed);
        Assert.Equal("999", tail);
    }

    [Fact]
    public async Task Kcat_LogsIn()
    {
        Assert.SkipUnless(Installed, "kcat is not installed: apt-get install kcat");
        var passwordFile = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(passwordFile, "right\n", TestContext.Current.CancellationToken);
        await using var broker = await BrokerProcess.StartAsync(_folder, 0, "--topics", "t:1", "--sasl", $"alice:{passwordFile}");
        string[] logIn = ["-X", "security.protocol=SASL_PLAINTEXT", "-X", "sasl.mechanism=PLAIN", "-X", "sasl.username=alice"];

        Assert.Contains("topic \"t\"", await Kcat(broker, "", ["-L", .. logIn, "-X", "sasl.password=right"]), StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Kcat(broker, "", ["-L", "-m", "2", .. logIn, "-X", "sasl.password=wrong"]));
        Assert.Contains("user name or password is wrong", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<string> Kcat(BrokerProcess broker, string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("kcat", ["-b", broker.BootstrapServers, .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"kcat ended with {process.ExitCode}: {await errors}");
    }
}
