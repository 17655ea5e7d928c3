// Command log-texts lists the messages that Go sources can print: of errors, of events, of fatal log entries, and of
// panics. It only parses; nothing has to compile.
//
//	go run . [-strip PREFIX] [-call NAME:ARGUMENT ...] PATH ...
//
// PATH is a file or a directory, which is read with its subdirectories, apart from tests and test data; a `vendor`
// directory is only read if it is named itself. Each line of the output has, separated by tabs: the text (a format string;
// what is not constant is `%s`), file:line, the function that is called, and the kind: `wrapper` if the text precedes or
// contains another error, otherwise `leaf`. -call adds a function of the sources themselves, with the index of its argument
// that has the text.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// A rule says which argument of a call has the text, and how the text is combined with the error in it.
type rule struct {
	argument int
	wraps    bool
}

// Names are `package.Function` as written in a file, or `.Method` for any receiver.
var rules = map[string]rule{
	"fmt.Errorf":             {argument: 0},
	"xerrors.Errorf":         {argument: 0},
	"errors.New":             {argument: 0},
	"errors.Errorf":          {argument: 0},
	"errors.Wrap":            {argument: 1, wraps: true},
	"errors.Wrapf":           {argument: 1, wraps: true},
	"errors.WithMessage":     {argument: 1, wraps: true},
	"errors.WithMessagef":    {argument: 1, wraps: true},
	"status.Error":           {argument: 1},
	"status.Errorf":          {argument: 1},
	"logrus.Error":           {argument: 0},
	"logrus.Errorf":          {argument: 0},
	"logrus.Fatal":           {argument: 0},
	"logrus.Fatalf":          {argument: 0},
	"logrus.Panic":           {argument: 0},
	"logrus.Panicf":          {argument: 0},
	"logrus.Warn":            {argument: 0},
	"logrus.Warnf":           {argument: 0},
	"logrus.Warning":         {argument: 0},
	"logrus.Warningf":        {argument: 0},
	"log.Fatal":              {argument: 0},
	"log.Fatalf":             {argument: 0},
	"log.Fatalln":            {argument: 0},
	"log.Panicf":             {argument: 0},
	"klog.Fatal":             {argument: 0},
	"klog.Fatalf":            {argument: 0},
	"panic":                  {argument: 0},
	"fmt.Fprint":             {argument: 1},
	"fmt.Fprintf":            {argument: 1},
	"fmt.Fprintln":           {argument: 1},
	"fmt.Println":            {argument: 0},
	"fmt.Printf":             {argument: 0},
	"framework.NewStatus":    {argument: 1},
	"fwk.NewStatus":          {argument: 1},
	"admission.NewForbidden": {argument: 1},
	".Event":                 {argument: 3},
	".Eventf":                {argument: 3},
	".AnnotatedEventf":       {argument: 4},
}

// A message is one line of the output.
type message struct {
	text, position, call, kind string
}

type calls map[string]rule

func (c calls) String() string { return "" }

func (c calls) Set(value string) error {
	name, argument, found := strings.Cut(value, ":")
	index, err := strconv.Atoi(argument)
	if !found || err != nil {
		return fmt.Errorf("%q is not NAME:ARGUMENT", value)
	}
	c[name] = rule{argument: index}
	return nil
}

func main() {
	strip := flag.String("strip", "", "prefix that is removed from the names of files")
	flag.Var(calls(rules), "call", "NAME:ARGUMENT, a function and the index of the argument that has its text")
	flag.Parse()
	var found []message
	for _, root := range flag.Args() {
		messages, err := read(root)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		found = append(found, messages...)
	}
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	for _, entry := range found {
		position := strings.TrimPrefix(strings.TrimPrefix(entry.position, *strip), "/")
		fmt.Fprintf(output, "%s\t%s\t%s\t%s\n", entry.text, position, entry.call, entry.kind)
	}
}

// read lists the messages of a file or directory, by file and line.
func read(root string) ([]message, error) {
	packages := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if path != root && (name == "vendor" || name == "testdata" || name == "testutil" || strings.HasPrefix(name, ".")) {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			directory := filepath.Dir(path)
			packages[directory] = append(packages[directory], path)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	directories := make([]string, 0, len(packages))
	for directory := range packages {
		directories = append(directories, directory)
	}
	sort.Strings(directories)
	var found []message
	for _, directory := range directories {
		messages, err := readPackage(packages[directory])
		if err != nil {
			return nil, err
		}
		found = append(found, messages...)
	}
	return found, nil
}

// A reader reads the files of one package.
type reader struct {
	files     *token.FileSet
	constants map[string]string
	found     []message
}

func readPackage(paths []string) ([]message, error) {
	reader := reader{files: token.NewFileSet(), constants: map[string]string{}}
	var parsed []*ast.File
	for _, path := range paths {
		file, err := parser.ParseFile(reader.files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, file)
		reader.readConstants(file)
	}
	for _, file := range parsed {
		for _, declaration := range file.Decls {
			function, isFunction := declaration.(*ast.FuncDecl)
			if isFunction && isErrorMethod(function) {
				reader.readErrorMethod(function)
				continue
			}
			ast.Inspect(declaration, reader.inspect)
		}
	}
	return reader.found, nil
}

// readConstants keeps the package's constants and variables that are strings.
func (r *reader) readConstants(file *ast.File) {
	for _, declaration := range file.Decls {
		general, ok := declaration.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, specification := range general.Specs {
			values, ok := specification.(*ast.ValueSpec)
			if !ok {
				continue
			}
			for index, name := range values.Names {
				if index >= len(values.Values) {
					continue
				}
				if text, constant := r.text(values.Values[index]); constant {
					r.constants[name.Name] = text
				}
			}
		}
	}
}

func (r *reader) inspect(node ast.Node) bool {
	call, ok := node.(*ast.CallExpr)
	if !ok {
		return true
	}
	name := callee(call.Fun)
	rule, ok := rules[name]
	if !ok {
		_, method, found := strings.Cut(name, ".")
		rule, ok = rules["."+method]
		ok = ok && found
	}
	if !ok || rule.argument >= len(call.Args) {
		return true
	}
	arguments := call.Args
	if strings.HasPrefix(name, "fmt.Fprint") && callee(arguments[0]) != "os.Stderr" {
		return true
	}
	text, constant := r.text(arguments[rule.argument])
	if !constant && (strings.Trim(text, "%s ") == "" || strings.HasPrefix(name, "fmt.Print")) {
		return true
	}
	if strings.HasPrefix(name, "fmt.Print") && !strings.Contains(strings.ToLower(text), "error") {
		return true
	}
	for _, argument := range arguments[rule.argument+1:] {
		if !strings.HasSuffix(name, "f") && !strings.HasPrefix(name, ".") && !rule.wraps {
			added, _ := r.text(argument)
			text += " " + added
		}
	}
	wraps := rule.wraps || strings.Contains(text, "%w") || anyError(arguments[rule.argument:])
	if rule.wraps {
		text += ": %w"
	}
	r.add(text, call.Pos(), name, wraps)
	return true
}

// readErrorMethod adds each text that a method `Error() string` can return.
func (r *reader) readErrorMethod(function *ast.FuncDecl) {
	ast.Inspect(function.Body, func(node ast.Node) bool {
		returned, ok := node.(*ast.ReturnStmt)
		if !ok || len(returned.Results) != 1 {
			return true
		}
		text, _ := r.text(returned.Results[0])
		if strings.Trim(text, "%sdvq: ") != "" {
			r.add(text, returned.Pos(), "Error()", containsError(returned.Results[0]))
		}
		return true
	})
}

func (r *reader) add(text string, position token.Pos, call string, wraps bool) {
	kind := "leaf"
	if wraps {
		kind = "wrapper"
	}
	place := r.files.Position(position)
	text = strings.NewReplacer("\\", `\\`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(strings.TrimRight(text, "\n"))
	r.found = append(r.found, message{text, fmt.Sprintf("%s:%d", place.Filename, place.Line), call, kind})
}

// text is the text of an expression, and whether all of it is constant; what is not is `%s`.
func (r *reader) text(expression ast.Expr) (string, bool) {
	switch expression := expression.(type) {
	case *ast.BasicLit:
		if expression.Kind == token.STRING {
			text, err := strconv.Unquote(expression.Value)
			return text, err == nil
		}
	case *ast.ParenExpr:
		return r.text(expression.X)
	case *ast.BinaryExpr:
		if expression.Op == token.ADD {
			left, leftConstant := r.text(expression.X)
			right, rightConstant := r.text(expression.Y)
			return left + right, leftConstant && rightConstant
		}
	case *ast.Ident:
		if text, ok := r.constants[expression.Name]; ok {
			return text, true
		}
	case *ast.CallExpr:
		name := callee(expression.Fun)
		if len(expression.Args) > 0 && (name == "fmt.Sprintf" || name == "fmt.Sprint" || name == "string") {
			text, _ := r.text(expression.Args[0])
			return text, false
		}
	}
	return "%s", false
}

func callee(expression ast.Expr) string {
	switch expression := expression.(type) {
	case *ast.Ident:
		return expression.Name
	case *ast.SelectorExpr:
		if packageName, ok := expression.X.(*ast.Ident); ok {
			return packageName.Name + "." + expression.Sel.Name
		}
		return "?." + expression.Sel.Name
	}
	return ""
}

var errorName = regexp.MustCompile(`^(e|er|err|error|cause)$|^err[0-9A-Z]|(Err|Error)$`)

func isErrorName(expression ast.Expr) bool {
	switch expression := expression.(type) {
	case *ast.Ident:
		return errorName.MatchString(expression.Name)
	case *ast.SelectorExpr:
		return errorName.MatchString(expression.Sel.Name)
	}
	return false
}

func anyError(expressions []ast.Expr) bool {
	for _, expression := range expressions {
		if containsError(expression) {
			return true
		}
	}
	return false
}

// containsError says whether an expression has an error, by the names that are usual for one.
func containsError(expression ast.Expr) bool {
	found := false
	ast.Inspect(expression, func(node ast.Node) bool {
		if part, ok := node.(ast.Expr); ok && isErrorName(part) {
			found = true
		}
		return !found
	})
	return found
}

func isErrorMethod(function *ast.FuncDecl) bool {
	results := function.Type.Results
	return function.Recv != nil && function.Name.Name == "Error" && function.Body != nil &&
		len(function.Type.Params.List) == 0 && results != nil && len(results.List) == 1
}
