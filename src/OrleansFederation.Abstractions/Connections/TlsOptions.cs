using System.ComponentModel.DataAnnotations;

namespace OrleansFederation.Connections;

/// <summary>The certificates of a silo or of a client program. All files are PEM, and are read again when they change, for new connections.</summary>
public sealed class TlsOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Tls";

    /// <summary>Whether a process without a certificate refuses to start. Default: false, for clusters of one machine.</summary>
    public bool Required { get; set; }

    /// <summary>The file of the process's own certificate, with intermediate ones behind it. Default: none, which leaves connections in plain text.</summary>
    public string? Certificate { get; set; }

    /// <summary>The file of the certificate's private key. Default: none; needed with a certificate.</summary>
    public string? Key { get; set; }

    /// <summary>The file of the authorities of the cluster: certificates of others are refused, whatever the machine trusts. Several in one file allow a change of authority. Default: none; needed with a certificate.</summary>
    public string? Authority { get; set; }

    /// <summary>How revocation is checked. Default: <see cref="RevocationPolicy.List"/>.</summary>
    [EnumDataType(typeof(RevocationPolicy))]
    public RevocationPolicy Revocation { get; set; } = RevocationPolicy.List;

    /// <summary>The file of revocation lists, PEM or DER. Default: none; needed with <see cref="RevocationPolicy.List"/>.</summary>
    public string? RevocationList { get; set; }

    /// <summary>How long a handshake may take, which bounds what a peer that says nothing can hold. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:02:00")]
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often files are looked at, and open connections are checked against what they say now. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan Refresh { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a silo must connect from the address that it says is its own. Default: true; false where a network between silos rewrites addresses.</summary>
    public bool SourceAddress { get; set; } = true;

    /// <summary>Whether connections are encrypted.</summary>
    public bool Enabled => Certificate is { Length: > 0 };

    /// <summary>What cannot work, every fault at once; each names its setting.</summary>
    internal IEnumerable<string> Faults()
    {
        if (!Enabled)
        {
            if (Required)
            {
                yield return "Tls:Required is set, but Tls:Certificate names no file.";
            }

            yield break;
        }

        if (Key is not { Length: > 0 })
        {
            yield return "Tls:Key names no file; a certificate needs its private key.";
        }

        if (Authority is not { Length: > 0 })
        {
            yield return "Tls:Authority names no file; without it nobody's certificate can be checked.";
        }

        if (Revocation is RevocationPolicy.List && RevocationList is not { Length: > 0 })
        {
            yield return "Tls:RevocationList names no file; name one, or set Tls:Revocation to Online or None.";
        }
    }
}
