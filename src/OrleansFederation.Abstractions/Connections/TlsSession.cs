using System.Security.Cryptography.X509Certificates;

namespace OrleansFederation.Connections;

/// <summary>An open connection, with what it takes to check its peer again.</summary>
/// <param name="remote">The peer's address.</param>
/// <param name="certificate">The peer's certificate.</param>
/// <param name="sent">Intermediate certificates that it sent.</param>
/// <param name="role">Whom we expected.</param>
/// <param name="accepted">Whether the peer connected to us.</param>
/// <param name="close">Closes the connection, for a reason.</param>
internal sealed class TlsSession(string remote, X509Certificate2 certificate, X509Certificate2Collection sent, PeerRole role, bool accepted, Action<string> close)
{
    public string Remote => remote;

    public X509Certificate2 Certificate => certificate;

    public X509Certificate2Collection Sent => sent;

    public PeerRole Role => role;

    public bool Accepted => accepted;

    public void Close(string reason) => close(reason);
}
