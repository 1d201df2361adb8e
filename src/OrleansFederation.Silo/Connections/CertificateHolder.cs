using System.Net;

namespace OrleansFederation.Connections;

/// <summary>For whom a certificate is issued.</summary>
/// <param name="Name">The holder's name: its common name.</param>
public sealed record CertificateHolder(string Name)
{
    /// <summary>Whether it is a coordinator silo.</summary>
    public bool Coordinator { get; init; }

    /// <summary>The sites of a site's silo; <c>*</c> is every site. Empty where it is none.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>Whether it is a client program, and no silo.</summary>
    public bool Client { get; init; }

    /// <summary>Its DNS names.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>Its addresses.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>How long the certificate is good. Default: 90 days.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Whether it may answer connections. A silo may, a client may not.</summary>
    public bool Answers { get; init; } = true;

    /// <summary>Whether it may make connections.</summary>
    public bool Dials { get; init; } = true;
}
