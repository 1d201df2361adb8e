using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansFederation.Connections;

/// <summary>A certificate revocation list (RFC 5280, §5), read from a file. What it says counts once its signature was checked.</summary>
internal sealed class RevocationList
{
    private const string Label = "X509 CRL";

    // Others that are critical change what the list means: an indirect or a delta list is not a complete one.
    private static readonly string[] KnownExtensions = ["2.5.29.35", "2.5.29.20"];
    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 0);

    private readonly HashSet<string> _revoked = new(StringComparer.Ordinal);
    private readonly byte[] _signed;
    private readonly byte[] _issuer;
    private readonly string _algorithm;
    private readonly byte[] _signature;

    private RevocationList(ReadOnlyMemory<byte> encoded)
    {
        var list = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        _signed = list.PeekEncodedValue().ToArray();
        var content = list.ReadSequence();
        _algorithm = list.ReadSequence().ReadObjectIdentifier();
        _signature = list.ReadBitString(out _);
        list.ThrowIfNotEmpty();

        if (content.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
        {
            content.ReadInteger();
        }

        if (content.ReadSequence().ReadObjectIdentifier() != _algorithm)
        {
            throw new CryptographicException("The list names two signature algorithms.");
        }

        _issuer = content.ReadEncodedValue().ToArray();
        From = Time(content);
        Until = content.HasData && IsTime(content) ? Time(content) : throw new CryptographicException("The list does not say when the next one comes.");
        if (content.HasData && content.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            ReadEntries(content.ReadSequence());
        }

        if (content.HasData)
        {
            ReadExtensions(content.ReadSequence(Extensions).ReadSequence());
        }

        content.ThrowIfNotEmpty();
    }

    /// <summary>From when it holds.</summary>
    public DateTimeOffset From { get; }

    /// <summary>When the next list is due: from then on this one says nothing any more.</summary>
    public DateTimeOffset Until { get; }

    /// <summary>Reads the lists of a file: PEM, several behind one another, or one in DER.</summary>
    /// <exception cref="CryptographicException">The file holds no list, or one that is malformed or of an unknown kind.</exception>
    public static IReadOnlyList<RevocationList> Read(byte[] file)
    {
        try
        {
            if (file is [0x30, ..])
            {
                return [new(file)];
            }

            List<RevocationList> lists = [];
            ReadOnlySpan<char> rest = System.Text.Encoding.ASCII.GetString(file);
            while (PemEncoding.TryFind(rest, out var found))
            {
                if (rest[found.Label].SequenceEqual(Label))
                {
                    lists.Add(new(Convert.FromBase64String(rest[found.Base64Data].ToString())));
                }

                rest = rest[found.Location.End..];
            }

            return lists.Count > 0 ? lists : throw new CryptographicException("The file holds no revocation list.");
        }
        catch (Exception fault) when (fault is AsnContentException or FormatException)
        {
            throw new CryptographicException($"The revocation list is malformed: {fault.Message}", fault);
        }
    }

    /// <summary>Whether the list is of this issuer and signed by it.</summary>
    public bool IsOf(X509Certificate2 issuer)
    {
        if (!issuer.SubjectName.RawData.AsSpan().SequenceEqual(_issuer))
        {
            return false;
        }

        using var ecdsa = issuer.GetECDsaPublicKey();
        using var rsa = issuer.GetRSAPublicKey();
        return _algorithm switch
        {
            "1.2.840.10045.4.3.2" => Verify(ecdsa, HashAlgorithmName.SHA256),
            "1.2.840.10045.4.3.3" => Verify(ecdsa, HashAlgorithmName.SHA384),
            "1.2.840.10045.4.3.4" => Verify(ecdsa, HashAlgorithmName.SHA512),
            "1.2.840.113549.1.1.11" => Verify(rsa, HashAlgorithmName.SHA256),
            "1.2.840.113549.1.1.12" => Verify(rsa, HashAlgorithmName.SHA384),
            "1.2.840.113549.1.1.13" => Verify(rsa, HashAlgorithmName.SHA512),
            _ => false,
        };
    }

    /// <summary>Whether it revokes a certificate of its issuer.</summary>
    public bool Revokes(X509Certificate2 certificate) => _revoked.Contains(Convert.ToHexString(certificate.SerialNumberBytes.Span));

    private bool Verify(ECDsa? key, HashAlgorithmName hash) => key?.VerifyData(_signed, _signature, hash, DSASignatureFormat.Rfc3279DerSequence) is true;

    private bool Verify(RSA? key, HashAlgorithmName hash) => key?.VerifyData(_signed, _signature, hash, RSASignaturePadding.Pkcs1) is true;

    private void ReadEntries(AsnReader entries)
    {
        while (entries.HasData)
        {
            var entry = entries.ReadSequence();
            _revoked.Add(Convert.ToHexString(entry.ReadIntegerBytes().Span));
            Time(entry);
        }
    }

    private static void ReadExtensions(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var name = extension.ReadObjectIdentifier();
            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean() && !KnownExtensions.Contains(name))
            {
                throw new CryptographicException($"The list has a critical extension ({name}) that is not known here.");
            }
        }
    }

    private static bool IsTime(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) || reader.PeekTag().HasSameClassAndValue(Asn1Tag.GeneralizedTime);

    private static DateTimeOffset Time(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
}
