using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.Tests.LocalWorld;

public sealed class RotatingLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aa-log-").FullName;

    [Fact]
    public void Log_ManyLines_KeepsTwoBoundedFilesAndTheNewestLines()
    {
        var path = Path.Combine(_folder, "x.log");
        using (var log = new RotatingLog(path, TimeProvider.System, bound: 1000))
            for (var i = 0; i < 1000; i++) log.Write($"line {i:0000}");

        Assert.Equal(["x.log", "x.log.1"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(_folder), f => Assert.InRange(new FileInfo(f).Length, 1, 1100));
        Assert.Equal("line 0999", File.ReadLines(path).Last());
    }

    [Fact]
    public void Log_SecondRun_ContinuesTheFile()
    {
        var path = Path.Combine(_folder, "x.log");
        using (var log = new RotatingLog(path, TimeProvider.System)) log.Write("first");
        using (var log = new RotatingLog(path, TimeProvider.System)) log.Write("second");

        Assert.Equal(["first", "second"], File.ReadLines(path));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
