namespace ActiveActive.WorldTests.Harness;

/// <summary>A folder of a test's own, which servers that run as another user may enter.</summary>
internal static class TestFolder
{
    public static string Create()
    {
        var folder = Directory.CreateTempSubdirectory("aa-world-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return folder;
    }
}
