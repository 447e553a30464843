namespace ActiveActive.WorldTests.LocalBroker;

public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("broker-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("exists with 2 partitions", "--topics", "t:3")]
    [InlineData("name:partitions", "--topics", "t")]
    [InlineData("cleanup.policy is not supported", "--topics", "u:1:cleanup.policy=1")]
    [InlineData("user:passwordfile is expected", "--sasl", "nobody")]
    [InlineData("[address:]port[=host:port]", "--listener", "nowhere")]
    [InlineData("Unrecognized", "--nonsense", "1")]
    public async Task Start_WithAWrongOption_EndsWithCodeTwoAndTheRemedy(string expected, params string[] options)
    {
        await using (await BrokerProcess.StartAsync(_folder, 0, "--topics", "t:2"))
        {
        }

        var (exitCode, _, errors) = await BrokerProcess.RunAsync(["--data", _folder, "--port", "0", .. options]);

        Assert.Equal(2, exitCode);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnAFolderInUse_EndsWithTheReason()
    {
        await using var broker = await BrokerProcess.StartAsync(_folder, 0);

        var (exitCode, _, errors) = await BrokerProcess.RunAsync("--data", _folder, "--port", "0");

        Assert.Equal(1, exitCode);
        Assert.Contains("in use by another broker", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_NamesEveryOption()
    {
        var (exitCode, output, _) = await BrokerProcess.RunAsync("--help");

        Assert.Equal(0, exitCode);
        Assert.All(["--port", "--data", "--topics", "--retention-ms", "--retention-bytes", "--fsync", "--sasl"],
            option => Assert.Contains(option, output, StringComparison.Ordinal));
    }
}
