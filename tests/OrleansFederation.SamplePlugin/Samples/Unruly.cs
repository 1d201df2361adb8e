using System.Diagnostics;
using System.Runtime.InteropServices;
using OrleansFederation.Data;
using OrleansFederation.Plugins;

namespace OrleansFederation.Samples;

/// <summary>What a plugin must not do, each on demand: a silo has to survive it. Beside that it is <see cref="Blobs"/>.</summary>
[Plugin("unruly")]
public sealed class Unruly : IDataSetPlugin
{
    /// <inheritdoc/>
    public IDataSet? Open(DataPart part, DataSetRequest request, CancellationToken cancellationToken)
    {
        switch (request.Options.Text("does", ""))
        {
            case "throw":
                throw new InvalidOperationException("patient 4711 has cholesterol 289");
            case "hang":
                Hang();
                break;
            case "spawn":
                using (Process.Start("sleep", request.Options.Text("for", "3600")))
                {
                    Hang();
                }

                break;
            case "managed":
                EatManaged();
                break;
            case "native":
                EatNative();
                break;
            case "exit":
                Environment.Exit(7);
                break;
            case "crash":
                Environment.FailFast("as a fault in native code does");
                break;
            case "kill":
                Process.GetCurrentProcess().Kill();
                break;
            case "print":
                Console.WriteLine("{\"key\": \"a report, it would seem\"}");
                Console.Out.Write(new string('x', 3_000_000));
                Console.Error.WriteLine("and an error");
                break;
            case "look":
                throw new InvalidOperationException(string.Join(' ', Environment.GetEnvironmentVariables().Keys.Cast<string>().Order(StringComparer.Ordinal)));
            case "forget":
                return new Forgetful();
        }

        return new Blobs().Open(part, request, cancellationToken);
    }

    private static void Hang()
    {
        using var never = new ManualResetEventSlim();
        never.Wait(CancellationToken.None);
    }

    private static void EatManaged()
    {
        for (List<byte[]> held = []; ; held.Add(new byte[1 << 20]))
        {
            held.TakeLast(1).ToList().ForEach(block => Array.Fill(block, (byte)1));
        }
    }

    private static unsafe void EatNative()
    {
        while (true)
        {
            new Span<byte>((void*)Marshal.AllocHGlobal(1 << 20), 1 << 20).Fill(1);
        }
    }

    private sealed class Forgetful : IDataSet
    {
        public int Count => 10;

        public IReadOnlyList<int> InputShape { get; } = [4];

        public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
        {
        }

        public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination) => destination.Clear();
    }
}
