using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ActiveActive.Benchmarks.Hosting;

/// <summary>A silo in a process of its own, as a real one is: this program in another role.</summary>
internal sealed class BenchmarkSilo : IDisposable
{
    private const string Ready = "ready";

    private BenchmarkSilo(Process process, int gatewayPort)
    {
        Process = process;
        GatewayPort = gatewayPort;
    }

    public Process Process { get; }

    public int GatewayPort { get; }

    public static async Task<BenchmarkSilo> StartAsync(string clusterId)
    {
        var (silo, gateway) = FreePorts();
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["silo", $"--silo-port={silo}", $"--gateway-port={gateway}", $"--cluster={clusterId}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line == Ready) return new BenchmarkSilo(process, gateway);
        throw new InvalidOperationException("the benchmark's silo ended before it was ready");
    }

    /// <summary>The silo role: serves until its standard input ends, and with it the benchmark.</summary>
    public static async Task<int> ServeAsync(int siloPort, int gatewayPort, string clusterId, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo => silo.UseLocalhostClustering(siloPort, gatewayPort, serviceId: "benchmark", clusterId: clusterId));
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        await Console.Out.WriteLineAsync(Ready.AsMemory(), cancellationToken);
        await Console.In.ReadToEndAsync(cancellationToken);
        await host.StopAsync(cancellationToken);
        return 0;
    }

    public void Dispose()
    {
        Process.StandardInput.Close();
        if (!Process.WaitForExit(TimeSpan.FromSeconds(10))) Process.Kill();
        Process.Dispose();
    }

    private static (int, int) FreePorts()
    {
        using var one = new TcpListener(IPAddress.Loopback, 0);
        using var two = new TcpListener(IPAddress.Loopback, 0);
        one.Start();
        two.Start();
        return (((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)two.LocalEndpoint).Port);
    }
}
