using System.Security.Cryptography.X509Certificates;
using OrleansFederation.Errors;

namespace OrleansFederation.Connections;

/// <summary>Writes PEM files.</summary>
public static class PemFiles
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A certificate's key, in PEM.</summary>
    /// <param name="certificate">The certificate, with a private key on a curve.</param>
    public static string Key(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey();
        return key!.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <summary>Replaces a file in one step, so that a process that reads it again never sees half of it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">What it holds.</param>
    /// <param name="secret">Whether only its owner may read it.</param>
    /// <exception cref="FederationException">FED1042.</exception>
    public static void Write(string path, string text, bool secret)
    {
        var beside = path + ".new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.Delete(beside);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = secret ? Owner : Owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            }

            using (var writer = new StreamWriter(path: beside, options))
            {
                writer.Write(text);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.FileNotWritable.At(path, fault.Message), fault);
        }
    }
}
