using ActiveActive.Client.Commands;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first Ctrl-C lets the command end in order; the second ends the process.
    if (stop.IsCancellationRequested) return;
    pressed.Cancel = true;
    stop.Cancel();
};
return await ClientProgram.RunAsync(args, Console.Out, Console.Error, Environment.GetEnvironmentVariable, stop.Token);
