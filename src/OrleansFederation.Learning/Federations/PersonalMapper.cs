using OrleansFederation.Personalisation;

namespace OrleansFederation.Federations;

/// <summary>Maps how clients come to models of their own, but for what stays with them, which is the model's.</summary>
internal static class PersonalMapper
{
    /// <summary>Maps it.</summary>
    /// <param name="personal">Such as <c>{keep: [batchnorm]}</c>, <c>{ditto: 0.1, epochs: 2}</c> or <c>{finetune: 1}</c>.</param>
    /// <returns>It; null where all clients have the same model.</returns>
    public static PersonalSpec? Map(SpecValue personal) => personal.IsMapping
        ? new()
        {
            HeadEpochs = personal["headEpochs"].Whole,
            Ditto = personal["ditto"].Number,
            Epochs = personal["epochs"].Whole,
            FineTune = personal["finetune"].Whole,
        }
        : null;
}
