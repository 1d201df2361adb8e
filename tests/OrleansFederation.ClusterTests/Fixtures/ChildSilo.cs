using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace OrleansFederation.Fixtures;

/// <summary>A silo as a child process, which a test may kill, freeze, stop and start again at the same ports.</summary>
internal sealed class ChildSilo : IAsyncDisposable
{
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(60);
    private const string Ready = "Application started";

    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly StringBuilder _log = new();
    private Process? _process;

    /// <param name="name">The silo's name.</param>
    /// <param name="environment">Its configuration, as variables of the environment.</param>
    /// <param name="httpPort">The port for HTTP; null for any that is free.</param>
    public ChildSilo(string name, IReadOnlyDictionary<string, string> environment, int? httpPort = null)
    {
        Name = name;
        (SiloPort, GatewayPort, HttpPort) = (FreePorts.Next(), FreePorts.Next(), httpPort ?? FreePorts.Next());
        _environment = environment;
    }

    public string Name { get; }

    public int SiloPort { get; }

    public int GatewayPort { get; }

    public int HttpPort { get; }

    public string Gateway => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{GatewayPort}");

    public Uri Http => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{HttpPort}"));

    public int ProcessId => _process?.Id ?? throw new InvalidOperationException($"{Name} was not started.");

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Everything it has logged, over all its starts.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>The last lines of its log, and how it ended where it has.</summary>
    public string Tail(int lines) => $"--- {Name}{(_process is { HasExited: true } ended ? $" ended with {ended.ExitCode}" : "")}\n" + string.Join('\n', Log.Split('\n').TakeLast(lines));

    /// <summary>Starts it and waits until it serves.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "OrleansFederation.Silo.dll"));
        start.Environment["FED_SILO__NAME"] = Name;
        start.Environment["FED_SILO__SILOPORT"] = SiloPort.ToString(CultureInfo.InvariantCulture);
        start.Environment["FED_SILO__GATEWAYPORT"] = GatewayPort.ToString(CultureInfo.InvariantCulture);
        start.Environment["FED_SILO__HTTPPORT"] = HttpPort.ToString(CultureInfo.InvariantCulture);
        foreach (var (key, value) in _environment)
        {
            start.Environment[key] = value;
        }

        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process?.Dispose();
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data, ready);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, ready);
        _process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The silo {Name} ended before it was ready:\n{Log}"));
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await ready.Task.WaitAsync(StartBound, cancellationToken);
    }

    /// <summary>Ends it as kill -9 does.</summary>
    public async Task KillAsync()
    {
        await SignalAsync("KILL");
        await WaitForExitAsync();
    }

    /// <summary>Ends it as SIGTERM does: in order.</summary>
    public async Task<int> TerminateAsync()
    {
        await SignalAsync("TERM");
        await WaitForExitAsync();
        return _process!.ExitCode;
    }

    /// <summary>Freezes it.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Lets a frozen one go on.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Waits until it has ended by itself.</summary>
    public async Task WaitForExitAsync()
    {
        using var bound = new CancellationTokenSource(StopBound);
        await _process!.WaitForExitAsync(bound.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            await KillAsync();
        }

        _process?.Dispose();
    }

    private void Take(string? line, TaskCompletionSource ready)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.Append(TimeProvider.System.GetUtcNow().ToString("HH:mm:ss.fff ", CultureInfo.InvariantCulture)).AppendLine(line);
        }

        if (line.Contains(Ready, StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", ProcessId.ToString(CultureInfo.InvariantCulture)]);
        using var bound = new CancellationTokenSource(StopBound);
        await kill.WaitForExitAsync(bound.Token);
        Assert.Equal(0, kill.ExitCode);
    }
}
