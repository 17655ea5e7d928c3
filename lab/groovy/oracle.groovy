// Parses and evaluates Jenkinsfiles, many files in one process.
//
// Argument: the path of a JSON file, a list of {"id": …, "text": …, "run": true or false}.
// Output: JSON on standard output, {"groovy": version, "files": {id: …}}, for each file
//   error    null, or {line, column, message} of a syntax error.
//   strings  every string literal: [line, column, end line, end column, [constant parts]].
//   failure  null, or why the file was parsed but could not be evaluated here.
//   steps    the argument of every `sh` and pod `yaml`: {kind, line, column, text, container, stage, credentials}; line
//            and column are those of the expression. Values that only Jenkins has are in the text between U+E000 and
//            U+E001. `credentials` has the variables to which a user name and a password are bound.
//
// For the evaluation, undefined names become symbols (methods and properties of symbols are symbols too), closures are
// called, and the program is flattened before Groovy compiles it: both branches of an `if`, all cases and `catch` run;
// `return` and `throw` only evaluate their expression. Groovy itself builds the strings.

import groovy.json.JsonOutput
import groovy.json.JsonSlurper
import org.codehaus.groovy.ast.ClassCodeExpressionTransformer
import org.codehaus.groovy.ast.ClassCodeVisitorSupport
import org.codehaus.groovy.ast.ClassHelper
import org.codehaus.groovy.ast.ClassNode
import org.codehaus.groovy.ast.MethodNode
import org.codehaus.groovy.ast.ModuleNode
import org.codehaus.groovy.ast.Parameter
import org.codehaus.groovy.ast.expr.*
import org.codehaus.groovy.ast.stmt.*
import org.codehaus.groovy.classgen.GeneratorContext
import org.codehaus.groovy.control.CompilationUnit
import org.codehaus.groovy.control.CompilePhase
import org.codehaus.groovy.control.CompilerConfiguration
import org.codehaus.groovy.control.MultipleCompilationErrorsException
import org.codehaus.groovy.control.Phases
import org.codehaus.groovy.control.SourceUnit
import org.codehaus.groovy.control.customizers.CompilationCustomizer
import org.codehaus.groovy.syntax.Types

class Symbol implements GroovyInterceptable, Iterable {
    final String path

    Symbol(String path) { this.path = path }

    String toString() { '\uE000' + path + '\uE001' }

    Iterator iterator() { [new Symbol(path + '[0]')].iterator() }

    boolean asBoolean() { true }

    boolean equals(Object other) { this.is(other) }

    int hashCode() { System.identityHashCode(this) }

    def getProperty(String name) { name == 'path' ? this.@path : new Symbol(this.@path + '.' + name) }

    void setProperty(String name, Object value) { }

    def invokeMethod(String name, Object arguments) {
        if (name in ['toString', 'iterator', 'hashCode', 'equals', 'asBoolean']) {
            return Symbol.metaClass.getMetaMethod(name, arguments as Object[]).invoke(this, arguments as Object[])
        }
        Stub.closures(arguments as List).each { Stub.start(it) }
        new Symbol(this.@path + '.' + name + '()')
    }
}

abstract class Stub extends Script {
    static List steps = []
    static List frames = []
    static Map environment = [:]
    static Set called = [] as Set

    static List closures(List arguments) {
        arguments.collectMany { it instanceof Closure ? [it] : it instanceof Map ? it.values().findAll { v -> v instanceof Closure } : [] }
    }

    static start(Closure body) {
        def count = body.maximumNumberOfParameters
        def arguments = (0..<count).collect { new Symbol('it' + it) } as Object[]
        count ? body.call(*arguments) : body.call()
    }

    static inside(Map frame, List bodies) {
        frames << frame
        try {
            bodies.each { start(it) }
        } finally {
            frames.remove(frames.size() - 1)
        }
    }

    static found(String name) {
        for (frame in frames.reverse()) {
            if (frame.containsKey(name)) {
                return frame[name]
            }
        }
        null
    }

    static record(String kind, List place, Object text) {
        steps << [kind: kind, line: place[0] as int, column: place[1] as int, text: text?.toString(),
                  container: found('container')?.toString(), stage: found('stage')?.toString(),
                  credentials: found('credentials') ?: [:]]
    }

    def propertyMissing(String name) {
        if (name == 'env' || name == 'environment') { return new Env() }
        environment.containsKey(name) ? environment[name] : new Symbol(name)
    }

    def methodMissing(String mangled, Object given) {
        def parts = mangled.split('\u00A7') as List
        def name = parts[0]
        def arguments = (given as Object[]) as List
        def named = arguments.find { it instanceof Map } ?: [:]
        def plain = arguments.find { !(it instanceof Map) && !(it instanceof Closure) }
        def bodies = closures(arguments)
        switch (name) {
            case 'sh':
                record('sh', parts[1..2], named.containsKey('script') ? named.script : plain)
                break
            case 'yaml':
                record('yaml', parts[1..2], plain)
                break
            case 'podTemplate':
                if (named.containsKey('yaml')) { record('yaml', parts[1..2], named.yaml) }
                inside([container: null], bodies)
                break
            case 'container':
                inside([container: named.containsKey('name') ? named.name : plain], bodies)
                break
            case 'usernamePassword':
                return [(named.usernameVariable.toString()): 'username', (named.passwordVariable.toString()): 'password']
            case 'withCredentials':
                def bound = plain instanceof List ? plain.findAll { it instanceof Map }.sum([:]) { it } : [:]
                inside([credentials: bound], bodies)
                break
            case 'stage':
                inside([stage: named.containsKey('name') ? named.name : plain], bodies)
                break
            case 'pipeline':
                inside([:], bodies)
                break
            case 'agent':
                frames.last().container = null
                bodies.each { start(it) }
                break
            case 'kubernetes':
                bodies.each { start(it) }
                break
            case 'containerTemplate':
                def template = new Template()
                bodies.each { it.delegate = template; it.resolveStrategy = Closure.DELEGATE_FIRST; start(it) }
                if (bodies) { frames.last().container = template.named }
                break
            case 'defaultContainer':
                frames.last().container = plain
                break
            case 'environment':
                bodies.each { it.delegate = new Env(); it.resolveStrategy = Closure.DELEGATE_FIRST; start(it) }
                break
            default:
                inside([:], bodies)
        }
        new Symbol(name + '()')
    }
}

class Template {
    String named

    void name(Object value) { named = value }
}

class Env {
    def propertyMissing(String name) {
        Stub.environment.containsKey(name) ? Stub.environment[name] : new Symbol(name)
    }

    void propertyMissing(String name, Object value) { Stub.environment[name] = value }
}

class Flatten extends ClassCodeExpressionTransformer {
    SourceUnit unit

    protected SourceUnit getSourceUnit() { unit }

    static Statement flat(Statement statement) {
        switch (statement) {
            case BlockStatement:
                def block = new BlockStatement(statement.statements.collect { flat(it) }, statement.variableScope)
                block.sourcePosition = statement
                return block
            case IfStatement:
                return all(statement, [new ExpressionStatement(statement.booleanExpression.expression), statement.ifBlock, statement.elseBlock])
            case TryCatchStatement:
                return all(statement, [statement.tryStatement] + statement.catchStatements*.code + [statement.finallyStatement])
            case SwitchStatement:
                return all(statement, [new ExpressionStatement(statement.expression)] + statement.caseStatements.collectMany { [new ExpressionStatement(it.expression), it.code] } + [statement.defaultStatement])
            case WhileStatement:
                return all(statement, [new ExpressionStatement(statement.booleanExpression.expression), statement.loopBlock])
            case ForStatement:
                if (statement.variable.is(ForStatement.FOR_LOOP_DUMMY)) {
                    return all(statement, statement.collectionExpression.expressions.collect { new ExpressionStatement(it) } + [statement.loopBlock])
                }
                statement.variable.type = ClassHelper.OBJECT_TYPE
                statement.loopBlock = flat(statement.loopBlock)
                return statement
            case SynchronizedStatement:
                return flat(statement.code)
            case ReturnStatement:
            case ThrowStatement:
                return moved(new ExpressionStatement(statement.expression), statement)
            case AssertStatement:
                return moved(new ExpressionStatement(statement.booleanExpression.expression), statement)
            case BreakStatement:
            case ContinueStatement:
                return EmptyStatement.INSTANCE
            default:
                return statement
        }
    }

    static Statement all(Statement origin, List statements) {
        def kept = statements.findAll { it != null && !(it instanceof EmptyStatement) }
        moved(new BlockStatement(kept.collect { flat(it) }, new org.codehaus.groovy.ast.VariableScope()), origin)
    }

    static Statement moved(Statement made, Statement origin) {
        made.sourcePosition = origin
        made
    }

    Expression transform(Expression expression) {
        if (expression == null) {
            return null
        }
        if (expression instanceof ClosureExpression) {
            expression.parameters?.each { it.type = ClassHelper.OBJECT_TYPE }
            expression.code = flat(expression.code)
            expression.code.visit(this)
            return expression
        }
        if (expression instanceof ConstructorCallExpression) {
            return symbol('new ' + expression.type.name)
        }
        if (expression instanceof CastExpression) {
            return transform(expression.expression)
        }
        if (expression instanceof VariableExpression && (expression.name in ['System', 'Runtime', 'Thread', 'File', 'java', 'javax', 'groovy', 'Class', 'Eval', 'GroovyShell', 'ProcessBuilder', 'URL'])) {
            return symbol(expression.name)
        }
        if (expression instanceof BinaryExpression && expression.operation.type == Types.KEYWORD_INSTANCEOF) {
            return transform(expression.leftExpression)
        }
        if (expression instanceof DeclarationExpression) {
            expression.annotations?.clear()
            if (expression.leftExpression instanceof VariableExpression) {
                def plain = new VariableExpression(expression.leftExpression.name)
                plain.sourcePosition = expression.leftExpression
                def made = new DeclarationExpression(plain, expression.operation, transform(expression.rightExpression))
                made.sourcePosition = expression
                return made
            }
            return super.transform(expression)
        }
        if (expression instanceof MethodCallExpression && expression.method instanceof ConstantExpression) {
            def name = expression.methodAsString
            def place = place(name, expression)
            def made = super.transform(expression)
            if (place != null && owned(expression)) {
                made.method = new ConstantExpression("${name}\u00A7${place.lineNumber}\u00A7${place.columnNumber}".toString())
                made.objectExpression = VariableExpression.THIS_EXPRESSION
                made.implicitThis = true
            } else if (name in ['execute', 'sleep', 'evaluate', 'print', 'println', 'printf', 'run', 'exit'] && expression.implicitThis) {
                made.method = new ConstantExpression(name + '\u00A7')
            }
            return made
        }
        super.transform(expression)
    }

    static boolean owned(MethodCallExpression call) {
        call.implicitThis || call.objectExpression.text in ['this', 'steps', 'script']
    }

    static Expression symbol(String text) {
        new MethodCallExpression(VariableExpression.THIS_EXPRESSION, 'symbol', new ConstantExpression(text))
    }

    static Expression place(String name, MethodCallExpression call) {
        def key = [sh: 'script', podTemplate: 'yaml', yaml: 'yaml'][name]
        if (key == null) {
            return null
        }
        def given = call.arguments instanceof TupleExpression ? call.arguments.expressions : []
        def entries = given.collectMany { it instanceof MapExpression ? it.mapEntryExpressions : [] }
        def entry = entries.find { it.keyExpression.text == key }
        leftmost(entry ? entry.valueExpression : given.find { !(it instanceof MapExpression) && !(it instanceof ClosureExpression) } ?: call)
    }

    static Expression leftmost(Expression expression) {
        expression instanceof BinaryExpression ? leftmost(expression.leftExpression) : expression
    }
}

class Prepare extends CompilationCustomizer {
    Prepare() { super(CompilePhase.CONVERSION) }

    void call(SourceUnit unit, GeneratorContext context, ClassNode node) {
        def module = node.module
        ['imports', 'starImports', 'staticImports', 'staticStarImports'].each {
            def field = ModuleNode.getDeclaredField(it)
            field.accessible = true
            field.get(module).clear()
        }
        node.annotations.clear()
        def transformer = new Flatten(unit: unit)
        node.isScript() && node.methods.each { MethodNode method ->
            method.annotations.clear()
            method.parameters.each { it.type = ClassHelper.OBJECT_TYPE; it.annotations.clear() }
            if (method.name != 'main') {
                method.returnType = ClassHelper.OBJECT_TYPE
            }
            if (method.code != null) {
                method.code = Flatten.flat(method.code)
                method.code.visit(transformer)
            }
        }
    }
}

class Literals extends ClassCodeVisitorSupport {
    SourceUnit unit
    Map found = [:]

    protected SourceUnit getSourceUnit() { unit }

    void visitDeclarationExpression(DeclarationExpression expression) {
        visitAnnotations(expression)
        super.visitDeclarationExpression(expression)
    }

    void visitMethod(MethodNode method) {
        method.parameters.each { visitDefault(it) }
        super.visitMethod(method)
    }

    void visitClosureExpression(ClosureExpression expression) {
        expression.parameters.each { visitDefault(it) }
        super.visitClosureExpression(expression)
    }

    void visitDefault(Parameter parameter) {
        visitAnnotations(parameter)
        parameter.initialExpression?.visit(this)
    }

    void visitConstantExpression(ConstantExpression expression) {
        if (expression.value instanceof String) { note(expression, [expression.value]) }
    }

    void visitGStringExpression(GStringExpression expression) {
        note(expression, expression.strings*.value)
        expression.values.each { it.visit(this) }
    }

    void note(Expression e, List parts) {
        found[[e.lineNumber, e.columnNumber]] = [e.lineNumber, e.columnNumber, e.lastLineNumber, e.lastColumnNumber, parts]
    }
}

def refusal(MultipleCompilationErrorsException exception) {
    def cause = exception.errorCollector.errors[0].with { it.hasProperty('cause') ? it.cause : null }
    def place = { name -> cause?.hasProperty(name) ? cause."$name" : null }
    [line: place('startLine') ?: place('line'), column: place('startColumn'), message: cause?.message ?: exception.message]
}

def literals(String text) {
    def unit = SourceUnit.create('Jenkinsfile', text)
    def compilation = new CompilationUnit()
    compilation.addSource(unit)
    compilation.compile(Phases.CONVERSION)
    def visitor = new Literals(unit: unit)
    ModuleNode module = unit.AST
    visitor.visitAnnotations(module.package ?: new org.codehaus.groovy.ast.AnnotatedNode())
    module.statementBlock.visit(visitor)
    module.methods.each { visitor.visitMethod(it) }
    module.classes.findAll { !it.isScript() }.each { visitor.visitClass(it) }
    (module.imports + module.starImports + module.staticImports.values() + module.staticStarImports.values()).each { visitor.visitAnnotations(it) }
    visitor.found.values() as List
}

def run(String text) {
    Stub.steps = []
    Stub.frames = [[:]]
    Stub.environment = [:]
    def configuration = new CompilerConfiguration(scriptBaseClass: 'Stub')
    configuration.addCompilationCustomizers(new Prepare())
    def script = new GroovyShell(Stub.classLoader, new Binding(), configuration).parse(text.replaceFirst(/(?m)^package .*/, ''), 'Jenkinsfile.groovy')
    script.metaClass.symbol = { String name -> new Symbol(name) }
    script.run()
    script.class.declaredMethods.findAll { it.name != 'main' && it.name != 'run' && !it.synthetic && !it.name.contains('$') }.each {
        script.invokeMethod(it.name, it.parameterTypes.collect { type -> new Symbol('argument') } as Object[])
    }
    Stub.steps
}

def answers = [:]
def files = new JsonSlurper().parse(new File(args[0]), 'UTF-8')
def output = new PrintStream(new FileOutputStream(FileDescriptor.out), true, 'UTF-8')
files.each { file ->
    def answer = [error: null, strings: [], failure: null, steps: []]
    try {
        answer.strings = literals(file.text)
    } catch (MultipleCompilationErrorsException exception) {
        answer.error = refusal(exception)
    }
    if (file.run && answer.error == null) {
        try {
            answer.steps = run(file.text)
        } catch (Throwable exception) {
            answer.failure = exception.toString().readLines().take(3).join(' ')
            answer.steps = Stub.steps
        }
    }
    answers[file.id] = answer
}
output.println(JsonOutput.toJson([groovy: GroovySystem.version, files: answers]))
