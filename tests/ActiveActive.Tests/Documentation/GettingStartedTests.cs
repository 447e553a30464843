using System.Text.RegularExpressions;
using ActiveActive.Tests.Architecture;
using ActiveActive.Tests.Traffic;

namespace ActiveActive.Tests.Documentation;

/// <summary>The sample of the documents is code of this project: it compiles, it runs, and it is the one printed.</summary>
public sealed partial class GettingStartedTests
{
    [Fact]
    public async Task Sample_InTheDocument_IsTheOneCompiledHere()
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "getting-started.md"));
        var source = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "ActiveActive.Tests", "Documentation", "GettingStartedSample.cs"));

        Assert.Equal(Sample().Match(source).Groups[1].Value, Block().Match(document).Groups[1].Value);
    }

    [Fact]
    public async Task Sample_Run_IsServedByTheSiteItPrefers()
    {
        await using var a = new TestCluster("a", "sample");
        await using var b = new TestCluster("b", "sample");
        await Task.WhenAll(a.StartAsync(), b.StartAsync());

        Assert.Equal("Hello, Ann! (served by site b: preferred)", await TwoSites.GreetAsync(a.GatewayPort, b.GatewayPort));
    }

    [GeneratedRegex("// <sample>\n(.*)// </sample>", RegexOptions.Singleline)]
    private static partial Regex Sample();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
