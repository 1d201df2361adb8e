using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OrleansFederation.Rounds;

namespace OrleansFederation.Artifacts;

/// <summary>A silo of the big-model benchmark as a process of its own: this program, run with <c>silo</c>.</summary>
internal sealed class BigModelProcess : IAsyncDisposable
{
    private const string Ready = "Application started";

    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly List<string> _log = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BigModelProcess(string name, string folder, string postgres, string cluster, (string Key, string Value)[] settings)
    {
        var (silo, gateway, http) = (FreePort(), FreePort(), FreePort());
        Gateway = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{gateway}");
        Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{http}");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "OrleansFederation.Benchmarks.dll"));
        start.ArgumentList.Add(BenchmarkCluster.SiloArgument);
        foreach (var (key, value) in (IEnumerable<(string, string)>)
            [
                ("Postgres", postgres), ("Silo:Cluster", cluster), ("Silo:Name", name), ("Silo:State", Path.Combine(folder, name)),
                ("Silo:SiloPort", silo.ToString(CultureInfo.InvariantCulture)), ("Silo:GatewayPort", gateway.ToString(CultureInfo.InvariantCulture)),
                ("Silo:HttpPort", http.ToString(CultureInfo.InvariantCulture)), ("Artifacts:CacheBytes", (3L << 30).ToString(CultureInfo.InvariantCulture)),
                .. settings,
            ])
        {
            start.ArgumentList.Add("--" + key);
            start.ArgumentList.Add(value);
        }

        _process = new() { StartInfo = start, EnableRaisingEvents = true };
    }

    /// <summary>Where clients connect.</summary>
    public string Gateway { get; }

    /// <summary>Where artifacts are.</summary>
    public string Url { get; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("A silo ended: " + string.Join(Environment.NewLine, _log)));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await _ready.Task.WaitAsync(StartWithin, cancellationToken);
    }

    /// <summary>A figure of the process's memory, of <c>/proc/PID/status</c>.</summary>
    public double ResidentMegabytes(string figure) =>
        double.Parse(File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith(figure + ":", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1], CultureInfo.InvariantCulture) / 1024;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await _process.WaitForExitAsync(bound.Token);
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.Add(line);
        }

        if (line.Contains(Ready, StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }

        if (line.Contains("fail:", StringComparison.Ordinal) || line.Contains("error", StringComparison.Ordinal))
        {
            Console.Error.WriteLine(line);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
