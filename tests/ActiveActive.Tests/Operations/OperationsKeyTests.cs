using ActiveActive.Operations;

namespace ActiveActive.Tests.Operations;

public sealed class OperationsKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aa-key-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Key_Presented_MatchesOnlyItself()
    {
        var key = OperationsKey.Generate();

        Assert.True(key.Matches(key.Text));
        Assert.True(key.MatchesCookie(key.CookieValue));
        Assert.False(key.Matches(key.Text[..^1]));
        Assert.False(key.Matches(key.Text + "x"));
        Assert.False(key.Matches(null));
        Assert.False(key.Matches(key.CookieValue));
        Assert.False(key.MatchesCookie(key.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("fifteen-letters")]
    [InlineData("a key with some spaces")]
    [InlineData("a-key-with-ümlauts-in-it")]
    public void Key_TooShortOrNotVisibleAscii_IsRefusedWithoutRepeatingIt(string text)
    {
        var error = Assert.Throws<FormatException>(() => OperationsKey.Parse(text));

        if (text.Length > 0) Assert.DoesNotContain(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void KeyFile_Absent_IsMadeForItsOwnerOnly()
    {
        var path = Path.Combine(_folder, "deep", "admin.key");

        var made = OperationsKeyFile.ReadOrCreate(path);

        Assert.Equal(made.Text, OperationsKeyFile.ReadOrCreate(path).Text);
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task KeyFile_MadeByManyAtOnce_IsOneKey()
    {
        var path = Path.Combine(_folder, "admin.key");
        using var start = new Barrier(8);

        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(() =>
        {
            start.SignalAndWait();
            return OperationsKeyFile.ReadOrCreate(path).Text;
        }, TaskCreationOptions.LongRunning)));

        Assert.Single(keys.Distinct());
    }

    [Fact]
    public void KeyFile_WithoutAKeyInIt_IsRefusedNamingTheFile()
    {
        var path = Path.Combine(_folder, "admin.key");
        File.WriteAllText(path, "short\n");

        var error = Assert.Throws<FormatException>(() => OperationsKeyFile.ReadOrCreate(path));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("short", error.Message, StringComparison.Ordinal);
    }
}
