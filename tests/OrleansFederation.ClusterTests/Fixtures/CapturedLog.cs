using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OrleansFederation.Fixtures;

/// <summary>Keeps what a host logged last, and lets a test wait for it.</summary>
internal sealed class CapturedLog : ILoggerProvider
{
    private const int MostLines = 5_000;

    private readonly ConcurrentQueue<string> _lines = [];
    private readonly ConcurrentDictionary<TaskCompletionSource<string>, Func<string, bool>> _awaited = [];

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Waits for a line with all of these parts that was logged, or will be.</summary>
    public async Task<string> WaitForAsync(params string[] parts)
    {
        var awaited = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited[awaited] = line => parts.All(part => line.Contains(part, StringComparison.Ordinal));
        if (_lines.FirstOrDefault(_awaited[awaited]) is { } line)
        {
            awaited.TrySetResult(line);
        }

        try
        {
            return await awaited.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Nobody logged `{string.Join("` and `", parts)}`; the last lines were:\n{string.Join('\n', _lines.TakeLast(20))}");
            return "";
        }
        finally
        {
            _awaited.TryRemove(awaited, out _);
        }
    }

    public ILogger CreateLogger(string categoryName) => new Sink(this);

    public void Dispose()
    {
        // Lines are read after the host is gone.
    }

    private void Add(string line)
    {
        _lines.Enqueue(line);
        if (_lines.Count > MostLines)
        {
            _lines.TryDequeue(out _);
        }

        foreach (var (awaited, fits) in _awaited)
        {
            if (fits(line))
            {
                awaited.TrySetResult(line);
            }
        }
    }

    private sealed class Sink(CapturedLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add($"{logLevel} {formatter(state, exception)} {exception?.Message}");
    }
}
