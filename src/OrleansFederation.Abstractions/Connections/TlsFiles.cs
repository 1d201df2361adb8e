using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using OrleansFederation.Errors;

namespace OrleansFederation.Connections;

/// <summary>Keeps what the files hold, reads them again when they change, and closes the connections of peers that would be refused now.</summary>
/// <remarks>A file that cannot be used any more leaves the former one in use, and says so: a half-written file stops nobody, and a revocation list ends by its own date.</remarks>
internal sealed partial class TlsFiles : IDisposable
{
    /// <summary>How often open connections are checked though no file changed: certificates and lists also end by themselves.</summary>
    private static readonly TimeSpan RecheckEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<TlsSession, byte> _sessions = [];
    private readonly Lock _reading = new();
    private readonly TlsOptions _options;
    private readonly string _cluster;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private volatile TlsMaterial _current;
    private string _stamp;
    private long _checked;

    /// <summary>Reads the files.</summary>
    /// <exception cref="FederationException">FED2020 and FED2021.</exception>
    public TlsFiles(TlsOptions options, string cluster, TimeProvider clock, ILogger logger)
    {
        (_options, _cluster, _clock, _logger) = (options, cluster, clock, logger);
        _stamp = Stamp();
        _current = TlsMaterial.Read(options, cluster);
        _checked = clock.GetTimestamp();
        Refuse(_current);
        LogRead(_current.Identity, _current.Certificate.NotAfter);
        _timer = clock.CreateTimer(_ => Refresh(), null, options.Refresh, options.Refresh);
    }

    /// <summary>The settings.</summary>
    public TlsOptions Options => _options;

    /// <summary>What the files hold.</summary>
    public TlsMaterial Current => _current;

    /// <summary>Checks a peer's certificate against what the files hold now.</summary>
    /// <inheritdoc cref="TlsMaterial.Check"/>
    public (PeerIdentity? Peer, string? Refusal) Check(X509Certificate2 certificate, X509Certificate2Collection sent, PeerRole role, bool accepted) =>
        Current.Check(certificate, sent, role, accepted, _clock.GetUtcNow());

    /// <summary>Reads the files again where they have changed, and closes what would be refused now.</summary>
    public void Refresh()
    {
        lock (_reading)
        {
            var changed = Reload();
            if (!changed && _clock.GetElapsedTime(_checked) < RecheckEvery)
            {
                return;
            }

            _checked = _clock.GetTimestamp();
        }

        foreach (var session in _sessions.Keys)
        {
            if (Check(session.Certificate, session.Sent, session.Role, session.Accepted).Refusal is { } refusal)
            {
                LogClosed(session.Remote, refusal);
                session.Close(refusal);
            }
        }
    }

    /// <summary>Keeps an eye on an open connection until what it returns is disposed.</summary>
    public IDisposable Watch(TlsSession session)
    {
        _sessions[session] = 0;
        return new Watched(this, session);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private bool Reload()
    {
        try
        {
            var stamp = Stamp();
            if (stamp == _stamp)
            {
                return false;
            }

            var material = TlsMaterial.Read(_options, _cluster);
            Refuse(material);
            (_current, _stamp) = (material, stamp);
            LogRead(material.Identity, material.Certificate.NotAfter);
            return true;
        }
        catch (FederationException fault)
        {
            LogUnusable(fault);
            return false;
        }
    }

    private void Refuse(TlsMaterial material)
    {
        // Dialling or answering, the process shows the same certificate, so it must be good for both unless it is a client's.
        var own = material.Identity;
        var role = own.IsSilo ? PeerRole.Silo : PeerRole.Caller;
        var refusal = material.Check(material.Certificate, [], role, accepted: true, _clock.GetUtcNow()).Refusal
            ?? (own.IsSilo ? material.Check(material.Certificate, [], role, accepted: false, _clock.GetUtcNow()).Refusal : null);
        if (refusal is not null)
        {
            throw FederationErrors.TlsIdentity.Exception(_options.Certificate!, refusal);
        }
    }

    /// <summary>What tells a file from a later one of the same name. Secrets are mounted as links that are turned to a new folder, so the target counts.</summary>
    private string Stamp() => string.Join('|', new[] { _options.Certificate, _options.Key, _options.Authority, _options.RevocationList }.Select(path =>
    {
        if (path is not { Length: > 0 } || !File.Exists(path))
        {
            return "";
        }

        var file = File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
        return FormattableString.Invariant($"{file.FullName}:{file.LastWriteTimeUtc.Ticks}:{file.Length}");
    }));

    [LoggerMessage(2300, LogLevel.Information, "TLS as {Identity}, until {NotAfter:u}")]
    private partial void LogRead(PeerIdentity identity, DateTime notAfter);

    [LoggerMessage(2301, LogLevel.Error, "The TLS files have changed and cannot be used; what they held before stays in use")]
    private partial void LogUnusable(Exception fault);

    [LoggerMessage(2302, LogLevel.Warning, "Closing the connection with {Remote}, whose certificate is not good any more: {Reason}")]
    private partial void LogClosed(string remote, string reason);

    private sealed class Watched(TlsFiles files, TlsSession session) : IDisposable
    {
        public void Dispose() => files._sessions.TryRemove(session, out _);
    }
}
