namespace OrleansFederation.Modeling;

/// <summary>A model as a program: a scripted TorchScript file that trains, and its ONNX twin that is served.</summary>
/// <param name="Script">The TorchScript file. It is a program: a site loads it in a process of its own, and only where its approvals name the digest.</param>
/// <param name="Onnx">The ONNX file that computes the same; parameters are put into it by their names.</param>
/// <param name="Output">The shape of one output without the batch dimension.</param>
/// <param name="Tensors">The program's float32 parameters and buffers, by name in ordinal order: the model's layout.</param>
public sealed record ProgramSpec(ProgramFile Script, ProgramFile Onnx, IReadOnlyList<int> Output, IReadOnlyList<ProgramTensor> Tensors);
