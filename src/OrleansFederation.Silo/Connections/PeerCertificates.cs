using System.Net;
using Microsoft.AspNetCore.Connections;
using OrleansFederation.Placement;

namespace OrleansFederation.Connections;

/// <summary>Which certificate answers at which silo address, as handshakes showed it.</summary>
/// <remarks>
/// Orleans sends what is for a silo over any connection whose preamble names that silo's address, whoever dialled. So an address is bound to the certificate of the connections that name it, all of them:
/// a second certificate that says something else is refused while the first is connected, a silo that was dialled must name the address that was dialled, and one that dials must come from the address that it names.
/// An address that no handshake has shown is nobody's: it may carry and coordinate nothing.
/// </remarks>
internal sealed class PeerCertificates(TlsFiles files, IServiceProvider services) : ISiloClaims
{
    private const int MostRemembered = 4_096;

    private readonly Lock _turn = new();
    private readonly Dictionary<IPEndPoint, Holder> _holders = [];

    /// <inheritdoc/>
    public bool MayCarry(SiloAddress silo, string site) => Find(silo)?.MayCarry(site) is true;

    /// <inheritdoc/>
    public bool MayCoordinate(SiloAddress silo) => Find(silo)?.Coordinator is true;

    /// <summary>Decides about a silo by its preamble.</summary>
    /// <param name="context">The connection.</param>
    /// <param name="preamble">The preamble.</param>
    /// <param name="accepted">Whether the silo connected to us.</param>
    public Acquaintance Meet(ConnectionContext context, Preamble preamble, bool accepted)
    {
        if (preamble.Silo is not { } silo)
        {
            return new("a silo that names no address");
        }

        var (claimed, remote) = (Plain(silo.Endpoint), Plain(context.RemoteEndPoint));
        if (!accepted && !claimed.Equals(remote))
        {
            return new($"{remote} was dialled, and says that it is {claimed}");
        }

        if (accepted && files.Options.SourceAddress && remote is IPEndPoint source && !source.Address.Equals(claimed.Address))
        {
            return new($"{source.Address} says that it is {claimed}");
        }

        return Bind(claimed, context.Features.Get<PeerIdentity>()!);
    }

    private Acquaintance Bind(IPEndPoint silo, PeerIdentity peer)
    {
        lock (_turn)
        {
            if (silo.Equals(Plain(Local.Endpoint)) && !peer.IsSame(files.Current.Identity))
            {
                return new($"{peer} says that it is this silo");
            }

            if (_holders.TryGetValue(silo, out var holder) && holder.Connections > 0 && !holder.Peer.IsSame(peer))
            {
                return new($"{peer} says that it is {silo}, where {holder.Peer} is connected");
            }

            if (holder is null && _holders.Count >= MostRemembered && _holders.FirstOrDefault(entry => entry.Value.Connections == 0) is { Key: { } gone })
            {
                _holders.Remove(gone);
            }

            _holders[silo] = holder = new(peer, (holder?.Connections ?? 0) + 1);
            return new(null, Lease: new Lease(this, silo));
        }
    }

    private SiloAddress Local => services.GetRequiredService<ILocalSiloDetails>().SiloAddress;

    private PeerIdentity? Find(SiloAddress silo)
    {
        if (silo.Equals(Local))
        {
            return files.Current.Identity;
        }

        lock (_turn)
        {
            // What an address was last seen with counts on after its connections have closed: the next one, which may show otherwise, is only made when there is something to send.
            return _holders.GetValueOrDefault(Plain(silo.Endpoint))?.Peer;
        }
    }

    private void Leave(IPEndPoint silo)
    {
        lock (_turn)
        {
            var holder = _holders[silo];
            _holders[silo] = holder with { Connections = holder.Connections - 1 };
        }
    }

    private static IPEndPoint Plain(IPEndPoint point) => point.Address.IsIPv4MappedToIPv6 ? new(point.Address.MapToIPv4(), point.Port) : point;

    private static EndPoint? Plain(EndPoint? point) => point is IPEndPoint internet ? Plain(internet) : point;

    private sealed record Holder(PeerIdentity Peer, int Connections);

    private sealed class Lease(PeerCertificates certificates, IPEndPoint silo) : IDisposable
    {
        public void Dispose() => certificates.Leave(silo);
    }
}
