using System.Text.Json;
using OrleansFederation.Training;

namespace OrleansFederation.Federations;

/// <summary>Writes what a spec adds to the local objective in its canonical form: only what is given, so that specs without it keep their digests.</summary>
internal static class CanonicalObjective
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="training">It.</param>
    public static void Write(Utf8JsonWriter json, TrainingSpec training)
    {
        if (training.Clip is { } clip)
        {
            json.WriteNumber("clip", clip);
        }

        if (training.Proximal is { } proximal)
        {
            json.WriteStartObject("proximal");
            json.WriteNumber("mu", proximal.Mu);
            json.WriteBoolean("adaptive", proximal.Adaptive);
            json.WriteEndObject();
        }

        if (training.Scaffold)
        {
            json.WriteBoolean("scaffold", true);
        }

        if (training.Dynamic is { } alpha)
        {
            json.WriteStartObject("dynamic");
            json.WriteNumber("alpha", alpha);
            json.WriteEndObject();
        }

        if (training.LabelSmoothing != 0)
        {
            json.WriteNumber("labelSmoothing", training.LabelSmoothing);
        }

        if (training.ClassBalance is { } beta)
        {
            json.WriteStartObject("classBalance");
            json.WriteNumber("beta", beta);
            json.WriteEndObject();
        }
    }
}
