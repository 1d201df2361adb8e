namespace OrleansFederation.Modeling;

/// <summary>A program, loaded to be looked at. Not for concurrent use.</summary>
public interface IProgram : IDisposable
{
    /// <summary>Its float32 parameters and buffers, by name in ordinal order.</summary>
    IReadOnlyList<ProgramTensor> Tensors { get; }

    /// <summary>Its numbers, in the order of <see cref="Tensors"/>.</summary>
    float[] Values();

    /// <summary>Whether it trains and evaluates as it is told.</summary>
    bool Switches();

    /// <summary>Evaluates inputs with its own numbers or with others.</summary>
    /// <param name="values">The numbers, in the order of <see cref="Tensors"/>; they are the program's from then on.</param>
    /// <param name="inputs">The inputs row by row.</param>
    /// <param name="shape">Their shape, the batch dimension first.</param>
    /// <returns>The outputs row by row, and their shape.</returns>
    /// <exception cref="Errors.FederationException">FED1090 where it fails, or gives anything but one tensor of float32.</exception>
    (float[] Values, IReadOnlyList<int> Shape) Evaluate(ReadOnlySpan<float> values, ReadOnlySpan<float> inputs, IReadOnlyList<int> shape);

    /// <summary>Writes it as TorchScript.</summary>
    byte[] Save();
}
