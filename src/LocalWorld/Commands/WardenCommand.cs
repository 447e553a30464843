using System.CommandLine;
using ActiveActive.LocalWorld.Warden;

namespace ActiveActive.LocalWorld.Commands;

/// <summary><c>warden</c>: ends every child when the launcher dies.</summary>
internal static class WardenCommand
{
    public static Command Create()
    {
        var command = new Command(WardenProgram.Command, "End the processes told on stdin once stdin ends (started by the launcher).");
        command.Hidden = true;
        command.SetAction((_, _) => WardenProgram.RunAsync(Console.In, TimeProvider.System));
        return command;
    }
}
