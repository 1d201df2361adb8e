using System.Security.Cryptography;
using OrleansFederation.Errors;

namespace OrleansFederation.Identity;

/// <summary>Files with keys on P-256, in PEM.</summary>
public static class KeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a key pair: the private key into a file that only its owner may read, the public key into <c>FILE.pub</c>.</summary>
    /// <param name="path">The file, which must not exist yet.</param>
    /// <returns>The key.</returns>
    /// <exception cref="FederationException">FED4020.</exception>
    public static ECDsa Create(string path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            using (var writer = new StreamWriter(path, options))
            {
                writer.WriteLine(key.ExportPkcs8PrivateKeyPem());
            }

            File.WriteAllText(path + ".pub", key.ExportSubjectPublicKeyInfoPem() + Environment.NewLine);
            return key;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw FederationErrors.KeyUnusable.Exception(path, fault.Message, "Name a file that does not exist yet, in a folder that you may write.");
        }
    }

    /// <summary>Reads a private key.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FederationException">FED4020.</exception>
    public static ECDsa ReadPrivate(string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(Read(path));
            if (KeyThumbprint.IsP256(key))
            {
                // A public key imports as well; exporting shows whether there is more.
                CryptographicOperations.ZeroMemory(key.ExportParameters(includePrivateParameters: true).D);
                return key;
            }
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw FederationErrors.KeyUnusable.Exception(path, "it holds no private key in PEM");
        }

        key.Dispose();
        throw FederationErrors.KeyUnusable.Exception(path, "its key is not on the curve P-256");
    }

    /// <summary>Reads public keys: several may stand in one file, so that an issuer's key can be replaced without a gap.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FederationException">FED4020.</exception>
    public static IReadOnlyList<ECDsa> ReadPublic(string path)
    {
        List<ECDsa> keys = [];
        var text = Read(path).AsSpan();
        while (PemEncoding.TryFind(text, out var found))
        {
            var key = ECDsa.Create();
            try
            {
                key.ImportFromPem(text[found.Location]);
            }
            catch (Exception fault) when (fault is CryptographicException or ArgumentException)
            {
                throw FederationErrors.KeyUnusable.Exception(path, $"its part '{text[found.Label]}' is no key");
            }

            keys.Add(KeyThumbprint.IsP256(key) ? key : throw FederationErrors.KeyUnusable.Exception(path, "a key in it is not on the curve P-256"));
            text = text[found.Location.End..];
        }

        return keys.Count > 0 ? keys : throw FederationErrors.KeyUnusable.Exception(path, "it holds no key in PEM");
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FederationErrors.KeyUnusable.Exception(path, fault.Message);
        }
    }
}
