using Microsoft.IdentityModel.Tokens;
using OrleansFederation.Errors;

namespace OrleansFederation.Identity;

/// <summary>Keys in a file, read again when the file changes. While a changed file cannot be read, the keys before it stay.</summary>
internal sealed partial class WatchedKeys
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly Func<string, IReadOnlyList<SecurityKey>> _read;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private IReadOnlyList<SecurityKey> _keys;
    private DateTime _written;
    private DateTimeOffset _looked;

    /// <summary>Reads the file for the first time.</summary>
    /// <exception cref="FederationException">FED4020.</exception>
    public WatchedKeys(string path, Func<string, IReadOnlyList<SecurityKey>> read, TimeProvider clock, ILogger logger)
    {
        (_path, _read, _clock, _logger) = (path, read, clock, logger);
        (_written, _looked) = (File.GetLastWriteTimeUtc(path), clock.GetUtcNow());
        _keys = read(path);
    }

    /// <summary>Rises when the keys change.</summary>
    public int Generation { get; private set; }

    /// <summary>The keys.</summary>
    public IReadOnlyList<SecurityKey> Keys
    {
        get
        {
            lock (_gate)
            {
                Look();
                return _keys;
            }
        }
    }

    private void Look()
    {
        var now = _clock.GetUtcNow();
        if (now - _looked < LookEvery)
        {
            return;
        }

        _looked = now;
        var written = File.GetLastWriteTimeUtc(_path);
        if (written == _written)
        {
            return;
        }

        try
        {
            _keys = _read(_path);
            _written = written;
            Generation++;
            LogRead(_logger, _path, _keys.Count);
        }
        catch (FederationException fault)
        {
            LogUnreadable(_logger, _path, fault.Message);
        }
    }

    [LoggerMessage(4010, LogLevel.Information, "{File} has changed; it holds {Count} key(s) now")]
    private static partial void LogRead(ILogger logger, string file, int count);

    [LoggerMessage(4011, LogLevel.Warning, "{File} has changed and cannot be used, so the keys before it stay: {Fault}")]
    private static partial void LogUnreadable(ILogger logger, string file, string fault);
}
