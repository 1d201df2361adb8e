using System.Text.Json;
using OrleansFederation.Optimizers;

namespace OrleansFederation.Federations;

/// <summary>Writes the server's optimiser of a spec in its canonical form; nothing where there is none, so that specs without it keep their digests.</summary>
internal static class CanonicalServer
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="server">It.</param>
    public static void Write(Utf8JsonWriter json, ServerSpec? server)
    {
        if (server is null)
        {
            return;
        }

        json.WriteStartObject("server");
        json.WriteStartObject(server.Optimizer);
        foreach (var argument in ServerOptimizers.Find(server.Optimizer)!.Arguments)
        {
            json.WriteNumber(argument.Name, server[argument.Name]);
        }

        CanonicalSchedule.Write(json, server.Schedule);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
