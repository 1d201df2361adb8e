using System.Text.Json;
using OrleansFederation.Training;

namespace OrleansFederation.Federations;

/// <summary>Writes the local training of a spec in its canonical form.</summary>
internal static class CanonicalTraining
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="training">It.</param>
    public static void Write(Utf8JsonWriter json, TrainingSpec training)
    {
        json.WriteStartObject("training");
        json.WriteString("optimizer", training.Optimizer.ToString().ToLowerInvariant());
        json.WriteNumber("learningRate", training.LearningRate);
        json.WriteNumber("batchSize", training.BatchSize);
        if (training.Steps is { } steps)
        {
            json.WriteNumber("steps", steps);
        }
        else
        {
            json.WriteNumber("epochs", training.Epochs);
        }

        if (training.Budget is { } budget)
        {
            // Written only where it is given, so that specs without it keep their digests.
            json.WriteString("budget", Duration.Format(budget));
        }

        json.WriteNumber("momentum", training.Momentum);
        json.WriteBoolean("nesterov", training.Nesterov);
        json.WriteNumber("weightDecay", training.WeightDecay);
        json.WriteStartArray("betas");
        json.WriteNumberValue(training.Beta1);
        json.WriteNumberValue(training.Beta2);
        json.WriteEndArray();
        CanonicalObjective.Write(json, training);
        CanonicalSchedule.Write(json, training.Schedule);
        json.WriteEndObject();
    }
}
