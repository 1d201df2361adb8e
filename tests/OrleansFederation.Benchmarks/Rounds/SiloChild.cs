using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansFederation.Rounds;

/// <summary>A silo of a benchmark's cluster, as a process of this program.</summary>
internal sealed class SiloChild : IAsyncDisposable
{
    private const string Ready = "Application started";
    private static readonly TimeSpan StartBound = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(30);

    private readonly StringBuilder _log = new();
    private readonly Process _process;

    private SiloChild(Process process, int gateway, int http)
    {
        _process = process;
        Gateway = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{gateway}");
        Http = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{http}");
    }

    /// <summary>Where clients reach it.</summary>
    public string Gateway { get; }

    /// <summary>Where its artifacts are.</summary>
    public string Http { get; }

    /// <summary>Processor time spent so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Megabytes of resident memory now.</summary>
    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Starts a silo and waits until it serves.</summary>
    public static async Task<SiloChild> StartAsync(string name, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "OrleansFederation.Benchmarks.dll"));
        start.ArgumentList.Add(BenchmarkCluster.SiloArgument);
        var (gateway, http) = (FreePort(), FreePort());
        start.Environment["FED_SILO__NAME"] = name;
        start.Environment["FED_SILO__SILOPORT"] = FreePort().ToString(CultureInfo.InvariantCulture);
        start.Environment["FED_SILO__GATEWAYPORT"] = gateway.ToString(CultureInfo.InvariantCulture);
        start.Environment["FED_SILO__HTTPPORT"] = http.ToString(CultureInfo.InvariantCulture);
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var silo = new SiloChild(new Process { StartInfo = start, EnableRaisingEvents = true }, gateway, http);
        try
        {
            await silo.StartAsync(name, cancellationToken);
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // What it would hand over is thrown away with its state.
            _process.Kill();
            using var bound = new CancellationTokenSource(StopBound, TimeProvider.System);
            await _process.WaitForExitAsync(bound.Token);
        }

        _process.Dispose();
    }

    private async Task StartAsync(string name, CancellationToken cancellationToken)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) => Take(line.Data, ready);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, ready);
        _process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The silo {name} ended before it was ready:\n{_log}"));
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await ready.Task.WaitAsync(StartBound, TimeProvider.System, cancellationToken);
    }

    private void Take(string? line, TaskCompletionSource ready)
    {
        if (line?.Contains(Ready, StringComparison.Ordinal) == true)
        {
            ready.TrySetResult();
        }
        else if (line is not null && !ready.Task.IsCompleted)
        {
            _log.AppendLine(line);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
