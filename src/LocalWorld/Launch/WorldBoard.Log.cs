using Microsoft.Extensions.Logging;

namespace ActiveActive.LocalWorld.Launch;

internal sealed partial class WorldBoard
{
    [LoggerMessage(1, LogLevel.Error, "{File} cannot be written")]
    private partial void LogCannotPublish(Exception error, string file);
}
