using System.ComponentModel;
using ActiveActive.Operations;
using Microsoft.Extensions.Configuration;

namespace ActiveActive.Tests.Operations;

public sealed class OptionsSectionTests
{
    [Fact]
    public void Bind_LegalValues_OverrideDefaults()
    {
        var (options, problems) = Bind(("Port", "7"), ("Inner:On", "true"), ("Peers:b:0", "x"), ("Peers:b:1", "y"), ("Others:c:0", "z"), ("Name", ""));

        Assert.Empty(problems);
        Assert.Equal(7, options.Port);
        Assert.Equal("default", options.Name);
        Assert.Equal(TimeSpan.FromSeconds(2), options.Wait);
        Assert.True(options.Inner.On);
        Assert.Equal(["x", "y"], options.Peers["b"]);
        Assert.Equal(["z"], options.Others["c"]);
    }

    [Fact]
    public void Bind_SeveralMistakes_TellsAllWithKeyValueAndRemedy()
    {
        var (_, problems) = Bind(("Prot", "7"), ("Port", "seven"), ("Inner:On", "maybe"), ("Wait", "soon"));

        Assert.Equal(
        [
            "Test:Inner:On = 'maybe': not a legal value; expected is 'true' or 'false'.",
            "Test:Port = 'seven': not a legal value; expected is a whole number.",
            "Test:Prot = '7': no such key; known here: Name, Port, Wait, Inner, Peers, Others.",
            "Test:Wait = 'soon': not a legal value; expected is a duration such as '00:00:01.500'.",
        ], problems);
    }

    [Fact]
    public void Describe_OptionsClass_ListsKeysWithDefaults() =>
        Assert.Equal(
            [new OptionHelp("Test:Name", "default", "A name."), new OptionHelp("Test:Inner:On", "false", "A switch.")],
            OptionsSection.Describe<TestOptions>("Test"));

    [Fact]
    public async Task HostProgram_ConfigurationCannotWork_EndsWithCode2()
    {
        var help = new HostHelp("test", "tests", []);

        Assert.Equal(2, await HostProgram.RunAsync([], help, _ => throw new ConfigurationException("Test:Port", null, "set it.")));
        Assert.Equal(0, await HostProgram.RunAsync([], help, _ => Task.CompletedTask));
        await Assert.ThrowsAsync<InvalidOperationException>(() => HostProgram.RunAsync([], help, _ => throw new InvalidOperationException("a bug")));
    }

    private static (TestOptions Options, IReadOnlyList<string> Problems) Bind(params (string Key, string Value)[] values)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(v => KeyValuePair.Create($"Test:{v.Key}", (string?)v.Value))).Build();
        var problems = new ConfigurationProblems();
        var options = OptionsSection.Bind<TestOptions>(configuration, "Test", problems);
        return (options, [.. problems.All.Select(p => p.ToString())]);
    }

    private sealed class TestOptions
    {
        [Description("A name.")]
        public string Name { get; set; } = "default";

        public int Port { get; set; }

        public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(2);

        public InnerOptions Inner { get; } = new();

        public Dictionary<string, List<string>> Peers { get; set; } = [];

#pragma warning disable CA1859 // The binder is to meet the interface, as in options of libraries.
        public IDictionary<string, IList<string>> Others { get; } = new Dictionary<string, IList<string>>();
#pragma warning restore CA1859
    }

    private sealed class InnerOptions
    {
        [Description("A switch.")]
        public bool On { get; set; }
    }
}
