using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Fixia.Local.FunctionsHost.Functions;

/// <summary>Calls a function's method: makes its class, awaits its task, and disposes what it made.</summary>
internal sealed class FunctionMethod
{
    private readonly MethodInvoker _invoker;
    private readonly ObjectFactory? _createInstance;
    private readonly Func<object?, Task<object?>> _await;

    /// <exception cref="InvalidOperationException">The class has no constructor that services can be injected into.</exception>
    public FunctionMethod(Function function)
    {
        var method = function.Method;
        _invoker = MethodInvoker.Create(method);
        _createInstance = method.IsStatic ? null : ActivatorUtilities.CreateFactory(method.DeclaringType!, []);
        ResultType = ResultTypeOf(method.ReturnType);
        _await = method.ReturnType == ResultType
            ? Task.FromResult
            : typeof(Task).IsAssignableFrom(method.ReturnType) && ResultType == typeof(void)
                ? AwaitTaskAsync
                : typeof(FunctionMethod).GetMethod(nameof(AwaitResultAsync), BindingFlags.NonPublic | BindingFlags.Static)!
                    .MakeGenericMethod(ResultType).CreateDelegate<Func<object?, Task<object?>>>();
    }

    /// <summary>What the method gives, out of its task; <see cref="Void"/> for nothing.</summary>
    public Type ResultType { get; }

    public async Task<object?> CallAsync(IServiceProvider services, object?[] arguments)
    {
        var instance = _createInstance?.Invoke(services, null);
        try
        {
            return await _await(_invoker.Invoke(instance, arguments));
        }
        finally
        {
            switch (instance)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
    }

    private static Type ResultTypeOf(Type returned)
    {
        if (returned == typeof(Task))
        {
            return typeof(void);
        }

        return returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(Task<>)
            ? returned.GetGenericArguments()[0]
            : returned;
    }

    private static async Task<object?> AwaitTaskAsync(object? task)
    {
        await (Task)task!;
        return null;
    }

    private static async Task<object?> AwaitResultAsync<T>(object? task) => await (Task<T>)task!;
}
