using System.Text.Json;

namespace OrleansFederation.Federations;

/// <summary>Writes how clients come to models of their own in its canonical form: only what is given, so that specs without it keep their digests.</summary>
internal static class CanonicalPersonal
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="spec">The spec.</param>
    public static void Write(Utf8JsonWriter json, FederationSpec spec)
    {
        if (spec.Personal is not { } personal)
        {
            return;
        }

        json.WriteStartObject("personal");
        CanonicalJson.WriteGiven(json, "keep", spec.Model.Kept);
        CanonicalJson.WriteGiven(json, "headEpochs", personal.HeadEpochs);
        if (personal.Ditto is { } lambda)
        {
            json.WriteNumber("ditto", lambda);
        }

        CanonicalJson.WriteGiven(json, "epochs", personal.Epochs);
        CanonicalJson.WriteGiven(json, "finetune", personal.FineTune);
        json.WriteEndObject();
    }
}
