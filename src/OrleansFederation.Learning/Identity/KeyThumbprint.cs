using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OrleansFederation.Identity;

/// <summary>Names keys on P-256 by their content.</summary>
public static class KeyThumbprint
{
    private const int CoordinateBytes = 32;

    /// <summary>Gives the thumbprint of a public key (RFC 7638), which tokens name as <c>kid</c>.</summary>
    /// <param name="key">A key on P-256.</param>
    public static string Of(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var json = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(json)));
    }

    /// <summary>Tells whether a key is on P-256, the one curve that is used.</summary>
    /// <param name="key">The key.</param>
    public static bool IsP256(ECDsa key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return parameters.Curve.IsNamed
            && parameters.Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value
            && parameters.Q is { X.Length: CoordinateBytes, Y.Length: CoordinateBytes };
    }
}
