namespace OrleansFederation.Plugins;

/// <summary>
/// Makes a model's input of rows: features, windows, spectra. It is the same at every site and for every part, and knows one row at a time, so that
/// nothing has to be fitted. The version's ONNX file begins behind it: whoever infers makes the features herself.
/// </summary>
public interface IPreprocessingPlugin
{
    /// <summary>Begins.</summary>
    /// <param name="inputShape">The shape of one row as the data gives it, without the batch dimension.</param>
    /// <param name="options">What the spec tells the plugin.</param>
    /// <returns>What transforms rows; several threads use it at once.</returns>
    IRowTransform Begin(IReadOnlyList<int> inputShape, PluginOptions options);
}
